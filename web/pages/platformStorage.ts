/**
 * What a learning platform keeps for a tool whose own cookies the browser blocks (LTI Client Side postMessages, LTI Platform
 * Storage). Some platforms know the messages under the name that the draft had: both are asked, and the one that answers is used.
 */
const prefixes = ["lti.", "org.imsglobal.lti."] as const;
const ASK_FOR = 1000;
const ANSWER_WITHIN = 2000;

export interface Place {
  /** What the platform calls the frame that keeps things: lti_storage_target. */
  frame: string;
  /** Of the platform's login, which alone may read what is kept. */
  origin: string;
}

interface Message {
  subject?: string;
  message_id?: string;
  value?: string;
  error?: unknown;
  supported_messages?: { subject?: string; frame?: string }[];
}

/** Whether the platform has kept it. */
export async function putIntoPlatform(place: Place, key: string, value: string): Promise<boolean> {
  return (await send(place, "put_data", { key, value }))?.value === value;
}

/** Null when it keeps no such thing, or does not answer. */
export async function getFromPlatform(place: Place, key: string): Promise<string | null> {
  const answer = await send(place, "get_data", { key });
  return typeof answer?.value === "string" && answer.value !== "" ? answer.value : null;
}

async function send(place: Place, act: string, content: Record<string, string>): Promise<Message | null> {
  const platform = above();
  if (!platform) return null;
  const offer = await capability(platform, act);
  const prefix = offer?.prefix ?? prefixes[0];
  const target = frameOf(platform, offer?.frame ?? place.frame);
  const id = crypto.randomUUID();
  const answer = expect(
    (message, origin) => isAnswer(message, prefix + act, id) && origin === place.origin,
    ANSWER_WITHIN,
  );
  target.postMessage({ subject: prefix + act, message_id: id, ...content }, place.origin);
  const message = await answer;
  return message?.error ? null : message;
}

/** Under which name the platform knows the message, and which of its frames takes it. */
async function capability(platform: Window, act: string): Promise<{ prefix: string; frame?: string } | null> {
  const ids = new Map(prefixes.map((prefix) => [prefix, crypto.randomUUID()]));
  const answer = expect(
    (message) =>
      prefixes.some((prefix) => isAnswer(message, `${prefix}capabilities`, ids.get(prefix))) &&
      offers(message, act) !== null,
    ASK_FOR,
  );
  for (const [prefix, id] of ids) platform.postMessage({ subject: `${prefix}capabilities`, message_id: id }, "*");
  const message = await answer;
  return message && offers(message, act);
}

function offers(message: Message, act: string): { prefix: string; frame?: string } | null {
  for (const prefix of prefixes) {
    const offer = message.supported_messages?.find((one) => one.subject === prefix + act);
    if (offer) return { prefix, ...(offer.frame && { frame: offer.frame }) };
  }
  return null;
}

function isAnswer(message: Message, subject: string, id: string | undefined): boolean {
  return message.subject === `${subject}.response` && (message.message_id === undefined || message.message_id === id);
}

/** The first message that fits; null when none comes in time. */
function expect(fits: (message: Message, origin: string) => boolean, milliseconds: number): Promise<Message | null> {
  return new Promise((resolve) => {
    const done = (message: Message | null) => {
      removeEventListener("message", hear);
      clearTimeout(timer);
      resolve(message);
    };
    const hear = (event: MessageEvent<unknown>) => {
      const message = event.data;
      if (typeof message === "object" && message !== null && fits(message, event.origin)) done(message);
    };
    const timer = setTimeout(() => done(null), milliseconds);
    addEventListener("message", hear);
  });
}

function above(): Window | null {
  return window.parent === window ? (window.opener as Window | null) : window.parent;
}

function frameOf(platform: Window, name: string): Window {
  if (name === "_parent" || name === "") return platform;
  // Another site's frames are reached by name, and by nothing else; to ask for one that is not there is an error.
  try {
    return (platform as unknown as Record<string, Window | undefined>)[name] ?? platform;
  } catch {
    return platform;
  }
}
