const LIGHT = `
  --page: #f5f6f8; --card: #ffffff; --quiet: #eef0f4; --line: #dfe3e9; --ink: #1a1f28; --muted: #5a6371; --link: #1f5fbf;
  --good: #17693f; --good-wash: #e5f4eb; --bad: #b3201a; --bad-wash: #fdebe9; --doubt: #855700; --doubt-wash: #fcf2da;
  --accepted: #2f6fd0; --refused: #a2541a; --open: #6b7482; --failed: #7a4fa3;`;

const DARK = `
  --page: #0f1216; --card: #171b21; --quiet: #222831; --line: #2c333d; --ink: #e5e9ef; --muted: #9aa5b4; --link: #86b4f7;
  --good: #62d199; --good-wash: #14301f; --bad: #ff9189; --bad-wash: #3a1b1a; --doubt: #efc365; --doubt-wash: #33280f;
  --accepted: #6ba3f5; --refused: #e39a5b; --open: #9aa5b4; --failed: #b892dd;`;

/** The palette by the reader's own setting; every pair of text and ground has a contrast of 4.5 or more. */
export const COLOURS = `
:root { color-scheme: light dark; ${LIGHT}
}
@media (prefers-color-scheme: dark) {
  :root { ${DARK}
  }
}
@media print {
  :root { color-scheme: light; ${LIGHT}
  }
}`;
