// Where the sources of an answer lead: a mail opens in the mailbox, an event or a file in a dialog of the page.
import { askServer } from "./ask_server.js";
import { fullDateTime } from "./dates.js";
import { button, fill, h, icon } from "./dom.js";
import { event, file } from "./office.js";
import * as mail from "./play_mail.js";

const PATHS = { mail: "mail/EMAIL/messages", event: "office/EMAIL/events", file: "office/EMAIL/files" };
const NEXT = 3;

const at = (path, email) => `/play/${path.replace("EMAIL", encodeURIComponent(email))}`;

export class SourceView {
  // page: mailbox, mine(): the address of who is on show in Slack, toMail(): brings the mail side forward, say(text)
  constructor(page) {
    this.page = page;
    this.node = h("dialog", { class: "source", testid: "source", "aria-labelledby": "source-title" });
    document.addEventListener("source-wanted", ({ detail }) => this.open(detail));
  }

  async open(source) {
    try {
      await this.show(source, await this.find(source));
    } catch (error) {
      this.page.say(error.message);
    }
  }

  // Looked for where the address says, or else with whoever asks, and then with everybody: one person plays them all.
  async find({ kind, id, email }) {
    const known = (await mail.users()).map((user) => user.email);
    const wanted = email ? [email.toLowerCase()] : [this.page.mine(), ...known];
    for (const owner of new Set(wanted.filter((one) => known.includes(one)))) {
      const thing = await orNull(askServer("GET", `${at(PATHS[kind], owner)}/${id}`));
      if (thing) return { owner, thing };
    }
    return null;
  }

  async show(source, found) {
    if (!found) this.present("Not in the sandbox", notHere(source));
    else if (source.kind === "mail") await this.showMail(found);
    else if (source.kind === "event") this.present(...await eventParts(found));
    else this.present(...fileParts(found));
  }

  async showMail({ owner, thing }) {
    this.page.toMail();
    await this.page.mailbox.reveal(owner, thing);
  }

  present(title, ...parts) {
    const shut = button("icon-button", "source-close", () => this.node.close(), icon("close"));
    shut.setAttribute("aria-label", "Close");
    fill(this.node, h("header", {}, h("h2", { id: "source-title" }, title), shut), parts);
    if (!this.node.open) this.node.showModal();
  }
}

// What the server refuses is not there: deleted, or not for that person's eyes. That it fails is another matter.
async function orNull(request) {
  try {
    return await request;
  } catch (error) {
    if (error.status < 400 || error.status >= 500) throw error;
    return null;
  }
}

const small = (lines) => lines.filter(Boolean).map((line) => h("p", { class: "form-note" }, line));
const passage = (text) => text && h("div", { class: "source-text", testid: "source-text", tabindex: "0" }, text);

// The address of a series is that of its first occurrence; what an answer speaks of is mostly one of the next.
async function eventParts({ owner, thing }) {
  const coming = thing.repeats ? await askServer("GET", at(PATHS.event, owner)) : [];
  const next = coming.filter(({ id }) => id.startsWith(`${thing.id}_`)).slice(0, NEXT);
  const series = next.length > 0 && `Next: ${next.map(({ begins }) => fullDateTime(begins)).join("; ")}`;
  const { title, lines: [when, ...more] } = event(thing);
  return [title, small([`In the calendar of ${owner}`, when, series, ...more]), passage(thing.description)];
}

function fileParts({ owner, thing }) {
  const { title, lines } = file(thing);
  const text = /^text\/|^application\/vnd\.google-apps\./.test(thing.kind);
  const unread = !text && "The text of such a file is not shown here.";
  return [title, small([`As ${owner} sees it`, ...lines, unread]), text && passage(thing.text)];
}

function notHere({ kind, url }) {
  const words = `This ${kind} is not here: it was deleted meanwhile, or it lies with the real Google.`;
  const way = h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, "Look there");
  return [h("p", {}, words), h("p", {}, way)];
}
