/** Counts what is going on, so that a test can wait until nothing is. */
export class Activity {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Answers the function that ends it; ending twice counts once. */
  begin(): () => void {
    this.#count += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count -= 1;
      // What follows from the end (a push, an event) begins in the same turn.
      setImmediate(() => this.#check());
    };
  }

  #check(): void {
    if (this.#count > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when nothing is going on. Work that is due only later does not count. */
  async idle(): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        setImmediate(() => this.#check());
      });
    } while (this.#count > 0);
  }
}
