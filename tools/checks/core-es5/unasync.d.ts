/** The same program without `async` and `await`: what it calls answers at once. Lines and columns stay. */
export declare function unasync(code: string): string;
