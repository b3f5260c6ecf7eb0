/**
 * A random UUID (version 4) for one filling-in of a wizard. `crypto.randomUUID` is there in secure contexts alone, and a
 * tracker on a company's own network may be reached over plain http (https://w3c.github.io/webappsec-secure-contexts/).
 */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes.set([((bytes[6] ?? 0) & 0x0f) | 0x40], 6);
  bytes.set([((bytes[8] ?? 0) & 0x3f) | 0x80], 8);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
