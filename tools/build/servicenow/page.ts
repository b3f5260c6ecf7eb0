export async function buildPage(): Promise<void> {}
