/** The only door of this package. */
export {};
