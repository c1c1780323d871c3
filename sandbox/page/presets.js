// What can go wrong, one click each: the faults that the stand-ins commit, and what to look for when they do.

const models = (fault) => ["openai", "anthropic"].map((service) => ({ service, method: "*", ...fault }));

export const PRESETS = [
  { group: "Gmail", entries: [
    {
      id: "gmail-503",
      title: "Gmail answers 503 twice",
      look: "Mailroom tries again by itself; the card arrives a little later.",
      faults: [{ service: "gmail", method: "*", kind: "status", status: 503, times: 2 }],
    },
    {
      id: "gmail-cut-after",
      title: "The line is cut after Gmail has sent",
      look: "Approve a card: exactly one mail in Sent, and the card finds that out.",
      faults: [{ service: "gmail", method: "drafts.send", kind: "cut_after", times: 1 }],
    },
    {
      id: "gmail-cut",
      title: "The line is cut before Gmail sends",
      look: "Approve a card: it goes out once all the same.",
      faults: [{ service: "gmail", method: "drafts.send", kind: "cut", times: 1 }],
    },
    {
      id: "gmail-429",
      title: "Gmail says: too many requests",
      look: "Mailroom waits as long as it was told to.",
      faults: [{ service: "gmail", method: "*", kind: "status", status: 429, retry_after: 3, reason: "rateLimitExceeded", times: 2 }],
    },
    {
      id: "gmail-down",
      title: "Gmail is down until put right",
      look: "Approve a card: it says so, and nothing is lost. “What did Helen say about the quote?” is answered from what was read before.",
      faults: [{ service: "gmail", method: "*", kind: "status", status: 503 }],
    },
    {
      id: "gmail-refuses",
      title: "Gmail refuses a draft for good",
      look: "Write a mail to yourself: its card says what failed, a message offers to retry it.",
      faults: [{ service: "gmail", method: "drafts.create", kind: "status", status: 400, reason: "invalidArgument", times: 1 }],
    },
    {
      id: "revoked",
      title: "Google refuses to renew the sign-in",
      look: "Mailroom asks to be connected again.",
      faults: [{ service: "oauth", method: "*", kind: "status", status: 400, reason: "invalid_grant" }],
    },
  ] },
  { group: "Slack", entries: [
    {
      id: "slack-429",
      title: "Slack says: slow down",
      look: "The next messages come three seconds later, none is lost.",
      faults: [{ service: "slack", method: "*", kind: "status", status: 429, retry_after: 3, times: 2 }],
    },
    {
      id: "slack-500",
      title: "Slack fails three times",
      look: "The card comes once, not three times.",
      faults: [{ service: "slack", method: "chat.postMessage", kind: "status", status: 500, times: 3 }],
    },
    {
      id: "slack-slow",
      title: "Slack is slow",
      look: "Each call takes two seconds.",
      faults: [{ service: "slack", method: "*", kind: "slow", seconds: 2, times: 10 }],
    },
  ] },
  { group: "Models", entries: [
    {
      id: "openai-down",
      title: "OpenAI is down",
      look: "The other provider takes over.",
      faults: [{ service: "openai", method: "*", kind: "status", status: 503 }],
    },
    {
      id: "models-down",
      title: "All models are down",
      look: "Mail is sorted by patterns, the draft comes from a template; a question gets the best finds and says why.",
      faults: models({ kind: "status", status: 503 }),
    },
    {
      id: "models-nonsense",
      title: "The models answer nonsense",
      look: "The answer is refused and asked for again.",
      faults: models({ kind: "malformed", times: 3 }),
    },
    {
      id: "models-refuse",
      title: "The models refuse",
      look: "You still get a card.",
      faults: models({ kind: "refuse", times: 2 }),
    },
    {
      id: "models-slow",
      title: "The models take eight seconds",
      look: "Buttons and commands answer at once all the same.",
      faults: models({ kind: "slow", seconds: 8, times: 5 }),
    },
  ] },
  { group: "Calendar and Drive", entries: [
    {
      id: "calendar-down",
      title: "Calendar is down",
      look: "Ask “When is my next meeting with Brightwater?”: it answers with what it has and says what is missing.",
      faults: [{ service: "calendar", method: "*", kind: "status", status: 503 }],
    },
    {
      id: "calendar-cut-after",
      title: "The line is cut after an event was made",
      look: "Approve an event: it stands in the calendar once.",
      faults: [{ service: "calendar", method: "events.insert", kind: "cut_after", times: 1 }],
    },
    {
      id: "drive-slow",
      title: "Drive never answers",
      look: "Ask “What does the price list file say?”: after five seconds it answers without Drive, and says so.",
      faults: [{ service: "drive", method: "*", kind: "timeout", seconds: 30, times: 5 }],
    },
  ] },
];

// Things that happen once, to the mailbox on show, and cannot be taken back.
export const EVENTS = [
  { id: "push-repeat", title: "The last push arrives five times more", look: "No second card.", act: "repeatPush" },
  {
    id: "history-expire",
    title: "Gmail forgets its history",
    look: "The next sync reads the mailbox anew; no mail twice.",
    act: "expireHistory",
  },
  {
    id: "revoke",
    title: "You take back Mailroom's access at Google",
    look: "Its jobs stop and it asks to be connected again.",
    act: "revoke",
  },
];

// `bad` is the value that makes trouble.
export const SWITCHES = [
  { name: "push", bad: false, title: "Gmail does not push", look: "New mail comes with the next scheduled sync only." },
  { name: "push_duplicates", bad: true, title: "Every push comes twice", look: "Still one card a mail." },
  { name: "push_shuffle", bad: true, title: "Pushes come in the wrong order", look: "Still every mail, once." },
  {
    name: "rewrite_message_id",
    bad: true,
    title: "Gmail rewrites our Message-ID",
    look: "Mailroom still recognises what it sent.",
  },
];

const KINDS = {
  timeout: "never answers",
  cut: "line cut before acting",
  cut_after: "line cut after acting",
  status_after: "error after acting",
  timeout_after: "no answer after acting",
  malformed: "answers nonsense",
  slow: "slow",
  orphan: "acts once its caller has gone",
  refuse: "refuses",
};

export function describe(fault) {
  const what = fault.kind === "status" ? `answers ${fault.status}` : KINDS[fault.kind] ?? fault.kind;
  const where = fault.method && fault.method !== "*" ? `${fault.service} ${fault.method}` : fault.service;
  const left = fault.times ? `${fault.times} more ${fault.times === 1 ? "time" : "times"}` : "until put right";
  return `${where} ${what}, ${left}`;
}
