// The drawer "Calendar and files": what lies in Google beside the mail, and what Google told others by mail about it.
import { askServer, oneAtATime } from "./ask_server.js";
import { button, fill, h, icon, keepList } from "./dom.js";
import { fullDateTime } from "./dates.js";

const ROOT = "/play/office";
const SHOWN = 20;
const ANSWERS = { accepted: "comes", declined: "does not come", tentative: "may come" };
const KINDS = { document: "Document", spreadsheet: "Sheet", presentation: "Slides", plain: "Text", pdf: "PDF" };

export class Office {
  // page: say(text), email(): whose calendar is on show
  constructor(page) {
    this.page = page;
    this.refresh = oneAtATime(() => this.load());
    const look = { type: "button", testid: "office-open", class: "quiet-button", "aria-controls": "office" };
    const words = h("span", { class: "wide" }, "Calendar and files");
    this.button = h("button", { ...look, "aria-expanded": "false", onclick: () => this.toggle() }, icon("date"), words);
    this.owner = h("p", { class: "form-note", testid: "office-owner" });
    this.error = h("p", { class: "error-line", role: "alert", hidden: true });
    this.lists = Object.fromEntries(["events", "files", "sent"].map((name) => [name, h("ul", { class: "office-list" })]));
    this.node = this.build();
  }

  build() {
    const shut = button("icon-button", "office-close", () => this.toggle(), icon("close"));
    shut.setAttribute("aria-label", "Close");
    const look = { class: "drawer", id: "office", testid: "office", "aria-label": "Calendar and files", hidden: true };
    const escape = (event) => event.key === "Escape" && this.toggle();
    const part = (title, name) => h("section", {}, h("h3", {}, title), this.lists[name]);
    return h("aside", { ...look, onkeydown: escape }, [
      h("header", {}, h("h2", {}, "Calendar and files"), shut),
      this.owner,
      this.error,
      part("Coming up", "events"),
      part("Files", "files"),
      part("What Google has told others by mail", "sent"),
    ]);
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    if (this.node.hidden) this.button.focus();
    else this.node.querySelector("[data-testid=office-close]").focus();
    this.refresh();
  }

  async load() {
    if (this.node.hidden) return;
    const email = this.page.email();
    const at = (rest) => askServer("GET", `${ROOT}/${rest}`);
    const own = (rest) => at(`${encodeURIComponent(email)}/${rest}`);
    try {
      const parts = await Promise.all([own("events"), own("files"), at("invitations"), at("shares")]);
      this.show(email, ...parts);
      this.error.hidden = true;
    } catch (error) {
      this.error.textContent = error.message;
      this.error.hidden = false;
    }
  }

  show(email, events, files, invitations, shares) {
    fill(this.owner, `As ${email} sees them. The newest change shows here at once.`);
    const told = [...invitations.map(invitation), ...shares.map(share)].sort((a, b) => b.at.localeCompare(a.at));
    this.list("events", events.map(event), "Nothing in the next two months.");
    this.list("files", files.map(file), "No files.");
    this.list("sent", told, "Nothing yet: nobody was invited, and no file was shared.");
  }

  list(name, items, nothing) {
    const shown = items.length ? items.slice(0, SHOWN) : [{ id: "", title: nothing, lines: [] }];
    const create = (item) => this.item(name, item);
    keepList(this.lists[name], shown, { key: ({ id }) => id, create });
  }

  item(name, { id, title, lines, path }) {
    const small = lines.filter(Boolean).map((line) => h("small", {}, line));
    const remove = path && button("icon-button", `office-delete-${name}`, () => this.remove(path), icon("trash"));
    remove?.setAttribute("aria-label", `Delete ${title}`);
    return h("li", { testid: `office-${name}`, "data-id": id }, h("div", {}, h("b", {}, title), small), remove);
  }

  async remove(path) {
    try {
      await askServer("DELETE", `${ROOT}/${encodeURIComponent(this.page.email())}/${path}`);
      this.page.say("Deleted");
    } catch (error) {
      this.page.say(error.message);
    }
    await this.refresh();
  }
}

export function event({ id, title, begins, ends, allDay, place, guests, repeats, organizer }) {
  const answered = ({ email, answer }) => (ANSWERS[answer] ? `${email} (${ANSWERS[answer]})` : email);
  const time = allDay ? `${begins}, all day` : `${fullDateTime(begins)} to ${fullDateTime(ends).split(", ").pop()}`;
  const who = guests.length && `With ${guests.map(answered).join(", ")}; organized by ${organizer}`;
  return { id, title, lines: [`${time}${repeats ? ", one of a series" : ""}`, place, who], path: `events/${id}` };
}

export function file({ id, name, kind, modified, people, trashed }) {
  const what = KINDS[kind.split(/[./]/).pop()] ?? kind;
  const who = people.map(({ email, role }) => `${email} (${role})`).join(", ");
  const state = `${what}, changed ${fullDateTime(modified)}${trashed ? ", in the bin" : ""}`;
  return { id, title: name, lines: [state, who], path: `files/${id}` };
}

function invitation({ at, kind, title, to, event_id: id }) {
  const words = { invitation: "Invitation", update: "Change", cancellation: "Cancellation" }[kind];
  return { id: `${at}${kind}${id}`, at, title: `${words}: ${title}`, lines: [`To ${to.join(", ")}`, fullDateTime(at)] };
}

function share({ at, name, to, role, message, file_id: id }) {
  const lines = [`To ${to}, as ${role}`, message, fullDateTime(at)];
  return { id: `${at}${to}${id}`, at, title: `Shared: ${name}`, lines };
}
