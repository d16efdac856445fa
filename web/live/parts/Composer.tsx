import { useId, useRef } from "preact/hooks";
import { t } from "../../shared/words";
import { Icon } from "./Icon";
import { useRoom } from "./RoomContext";

/** As the server has it. */
const longest = 4000;

interface Composing {
  /** Names the draft, which outlives this. */
  place: string;
  label: string;
  /** Shown until something is written. */
  hint: string;
  onSend: (text: string) => void;
  /** Begins with the focus, as where a button opened it. */
  focused?: boolean;
}

/** Where one writes: Enter sends, Shift+Enter begins a new line. */
export function Composer({ place, label, hint, onSend, focused = false }: Composing) {
  const draft = useRoom().drafts.of(place);
  const box = useRef<HTMLTextAreaElement>(null);
  const left = longest - draft.value.trim().length;
  const count = useId();
  const send = (): void => {
    const text = draft.value.trim();
    if (text.length === 0 || left < 0) return;
    draft.value = "";
    onSend(text);
    box.current?.focus();
  };
  const key = (event: KeyboardEvent): void => {
    // An Enter that ends a composition (Japanese, Chinese…) belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        aria-label={label}
        aria-describedby={count}
        placeholder={hint}
        enterkeyhint="send"
        autofocus={focused}
        value={draft.value}
        onInput={(event) => (draft.value = event.currentTarget.value)}
        onKeyDown={key}
      />
      <button class="button primary icon" aria-label={t("Send")} disabled={left < 0}>
        <Icon name="arrow-up" />
      </button>
      <span id={count} class={left < 0 ? "left over" : "left"} role="status">
        {left < 0 ? t("{0} characters too long", -left) : left < 200 ? t("{0} characters left", left) : ""}
      </span>
    </form>
  );
}
