// Listens to a server-sent event stream for ever: reconnects by itself, and says while it is trying. Whatever happened
// before it was connected was missed, so every connection starts with one look at everything.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;

export function follow(url, { changed, connected }) {
  let wait = FIRST_WAIT;

  function open() {
    const source = new EventSource(url);
    source.onopen = () => {
      wait = FIRST_WAIT;
      connected(true);
      changed({});
    };
    source.onmessage = (event) => changed(read(event.data));
    source.onerror = () => {
      connected(false);
      source.close();
      setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  open();
}

function read(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}
