import type { Fragment, SafeHtml } from './safe-html.ts';
import { html, trusted } from './safe-html.ts';
import { STYLE } from './style.ts';

/** No script, no request, no style from elsewhere: whatever gets past the escaping stays inert. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What a page says, beside what every page has. */
export interface Page {
  readonly title: string;
  /** What kind of report it is. */
  readonly kind: string;
  /** Its sections, the first first: ids and what they are called. */
  readonly sections: readonly [Section, ...Section[]];
  readonly content: Fragment;
  readonly version: string;
  /** What its own elements look like, beside what every page's do. */
  readonly style?: string;
  /** The same for other programs. */
  readonly data: SafeHtml;
}

type Section = readonly [id: string, name: string];

/** One self-contained page that needs neither script nor network. */
export function renderPage({ title, kind, sections, content, version, style = '', data }: Page): string {
  const [[firstId, firstName]] = sections;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${trusted(STYLE + style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#${firstId}">Skip to the ${firstName.toLowerCase()}</a>
        <header class="top">
          <p><strong>lockstep</strong> ${kind}</p>
          <nav aria-label="Sections">${sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
        </header>
        <main>${content}</main>
        <footer>
          Written by lockstep ${version} from the files of this run folder; the same files give the same page.
        </footer>
        ${data}
      </body>
    </html> `;
  return page.toString();
}
