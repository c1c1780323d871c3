// Puts the page together: the Slack side, the mail side, and what lies across both.
import { button, fill, h, icon } from "./dom.js";
import { Faults } from "./faults.js";
import { Mailbox } from "./mailbox.js";
import { Office } from "./office.js";
import { Slack } from "./slack.js";
import { SourceView } from "./source_view.js";

const HINT = "You begin as Alice: her mail arrives in the mailbox, Mailroom’s cards appear in Slack. Approve one.";
const HINT_SEEN = "mailroom-sandbox-hint-seen";
const SAID_FOR = 2500;

const parts = Object.fromEntries([
  "hint",
  "top-tools",
  "panes",
  "pane-tabs",
  "toast",
  "reconnecting",
].map((id) => [id, document.getElementById(id)]));
const streams = { slack: true, mail: true };

function connected(stream) {
  return (ok) => {
    streams[stream] = ok;
    parts.reconnecting.hidden = Object.values(streams).every(Boolean);
  };
}

let saidTimer;
function say(text) {
  clearTimeout(saidTimer);
  parts.toast.textContent = text;
  parts.toast.classList.add("shown");
  saidTimer = setTimeout(() => parts.toast.classList.remove("shown"), SAID_FOR);
}

// On a narrow screen the two sides share one place, and tabs choose between them.
function buildTabs() {
  const tab = (pane, label, shape) => h(
    "button",
    { type: "button", class: "pane-tab", testid: `pane-${pane}`, "data-pane": pane, onclick: () => showPane(pane) },
    icon(shape),
    label,
    h("span", { class: "dot", hidden: true }),
  );
  fill(parts["pane-tabs"], tab("slack", "Slack", "chat"), tab("mail", "Mail", "mail"));
  showPane("slack");
}

function showPane(pane) {
  parts.panes.dataset.shown = pane;
  for (const tab of parts["pane-tabs"].children) {
    const current = tab.dataset.pane === pane;
    tab.setAttribute("aria-current", String(current));
    if (current) tab.querySelector(".dot").hidden = true;
  }
}

function news(pane) {
  if (parts.panes.dataset.shown === pane) return;
  parts["pane-tabs"].querySelector(`[data-pane=${pane}] .dot`).hidden = false;
}

function buildHint() {
  const seen = localStorage.getItem(HINT_SEEN);
  const dismiss = () => {
    localStorage.setItem(HINT_SEEN, "yes");
    parts.hint.hidden = true;
  };
  parts.hint.hidden = Boolean(seen);
  const away = button("icon-button", "hint-dismiss", dismiss, icon("close"));
  away.setAttribute("aria-label", "Do not show this again");
  fill(parts.hint, h("span", {}, HINT), away);
}

async function start() {
  buildTabs();
  buildHint();
  const slack = new Slack({ connected: connected("slack"), unread: () => news("slack"), say });
  const changed = () => office.refresh();
  const mailbox = new Mailbox({ connected: connected("mail"), unread: () => news("mail"), say, changed });
  const office = new Office({ say, email: () => mailbox.email });
  const faults = new Faults({ say, email: () => mailbox.email });
  const mine = () => slack.users.find(({ id }) => id === slack.me)?.email;
  const sources = new SourceView({ mailbox, mine, toMail: () => showPane("mail"), say });
  parts.panes.append(slack.node, mailbox.node);
  parts["top-tools"].append(office.button, faults.button);
  document.body.append(office.node, faults.node, sources.node);
  const starts = await Promise.allSettled([slack.start(), mailbox.start(), faults.look()]);
  const failed = starts.find(({ status }) => status === "rejected");
  if (failed) say(failed.reason.message);
}

start();
