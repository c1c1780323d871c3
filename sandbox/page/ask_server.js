// The page's one way to the server: JSON in, JSON out, and an error whose words can be shown.

class Refused extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

export async function askServer(method, path, body) {
  const request = { method, headers: {} };
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const response = await fetch(path, request).catch(() => {
    throw new Refused("The sandbox does not answer. Is it still running?");
  });
  const text = await response.text();
  const data = parsed(text);
  if (!response.ok) throw new Refused(complaint(data) ?? `The sandbox answered ${response.status}.`, response.status);
  return data;
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return text;
  }
}

function complaint(data) {
  const said = data?.error?.message ?? data?.error ?? data?.message;
  return typeof said === "string" ? said : said ? JSON.stringify(said) : null;
}

// Runs a refresh one at a time; calls that come meanwhile are answered by one more run, so that nothing is missed.
export function oneAtATime(task) {
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await task();
    } while (again);
  };
  return () => {
    again = true;
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}
