/** Whether the object itself has the member; a name from outside may be `constructor` or `__proto__`. */
export function hasOwn(object: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, name);
}
