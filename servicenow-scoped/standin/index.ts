/** A local stand-in of a ServiceNow instance that runs the built records of a scoped application. */
export {};
