/**
 * A page that stands alone: one file, readable without a network. Its policy (CSP) lets nothing in but the one style and
 * the one script that are in it, each by its hash, so that a text which slipped through could neither load nor run.
 */
import { digestBytes } from '../../core/hash.ts';
import { escaped } from './escape.ts';
import { BASE } from './palette.ts';

export interface Page {
  readonly title: string;
  /** Beside that of all pages. */
  readonly style: string;
  readonly script: string;
}

export function pageHead({ title, style, script }: Page): string {
  const css = BASE + style;
  const policy = [
    "default-src 'none'",
    `style-src '${sourceHash(css)}'`,
    `script-src '${sourceHash(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${css}</style>
</head>
<body>
`;
}

/** The script stands last, when all that it works on is there. */
export const pageEnd = ({ script }: Page): string => `<script>${script}</script>\n</body>\n</html>\n`;

const sourceHash = (text: string): string => `sha256-${base64(digestBytes('sha256', text))}`;

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
