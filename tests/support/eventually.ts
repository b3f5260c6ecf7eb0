/** Waits for something observable to become true, asking again every `everyMs`; says what was last seen where it does not. */
export async function eventually<Seen>(
  what: string,
  look: () => Seen | Promise<Seen>,
  isIt: (seen: Seen) => boolean,
  timeoutMs = 30_000,
  everyMs = 100,
): Promise<Seen> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (isIt(seen)) return seen;
    if (performance.now() > until)
      throw new Error(`${what}: not within ${timeoutMs / 1000} s; last seen ${JSON.stringify(seen)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
