/** A URL as it may be kept and shown: a mirror's may hold a user and a password. */
export function withoutLogin(url: string): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}
