/** What event streams garble: line breaks, leading spaces and colons, field names, long and many-byte characters. */
const HARD: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `${name}\nsecond line\n\nfourth line`,
  (name) => `  ${name}: with leading spaces`,
  (name) => `:${name}\n: not a comment`,
  (name) => `data: ${name}\nid: 99\nevent: forged\nretry: 1`,
  (name) => `${name} žluťoučký 漢字 🜂 𝄞 \u202e\u2028 end`,
  (name) => `${name}\n`,
  (name) => `{"json":"${name}","list":[1,2,3]}`,
  (name) => `${name} ${'é'.repeat(30_000)}`,
];

/** `count` different texts of at most 64 KiB, the hard ones among them in turn. */
export function texts(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const make = HARD[index % HARD.length] ?? String;
    return make(`${prefix} message ${index}`);
  });
}
