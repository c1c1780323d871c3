// The real addresses of mails, events and files at Google: what each one stands for on this page.

const SHAPES = {
  mail: /^https:\/\/mail\.google\.com\/mail\/[^#]*#\w+\/([\w-]+)$/,
  event: /^https:\/\/(?:www|calendar)\.google\.com\/calendar\/event\?(?:[^#]*&)?eid=([\w-]+)/,
  file: /^https:\/\/(?:drive|docs)\.google\.com\/\w+\/d\/([\w-]+)/,
};
const NOTES = { mail: "Opens in the mailbox here", event: "Opens on this page", file: "Opens on this page" };

// What an address leads to as {kind, id, email, url, note}, null for any other. `email` is null where the address names
// no account, as those of events and files do not.
export function sourceOf(url) {
  for (const [kind, shape] of Object.entries(SHAPES)) {
    const [, id] = shape.exec(url) ?? [];
    if (id) return { kind, id, url, note: NOTES[kind], email: new URL(url).searchParams.get("authuser") };
  }
  return null;
}

export function wantSource(source) {
  document.dispatchEvent(new CustomEvent("source-wanted", { detail: source }));
}
