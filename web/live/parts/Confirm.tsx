import { useEffect, useRef } from "preact/hooks";
import { t } from "../../shared/words";

interface Asked {
  title: string;
  text: string;
  /** What the button that does it says. */
  act: string;
  onAnswer: (yes: boolean) => void;
}

/** Asks before something that cannot be taken back. Focus begins on the way out and returns to where it was. */
export function Confirm({ title, text, act, onAnswer }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const answer = (): void => onAnswer(dialog.current?.returnValue === "yes");
  return (
    <dialog ref={dialog} class="narrow" aria-labelledby="asked" onClose={answer}>
      <form method="dialog">
        <div class="tight">
          <h2 id="asked">{title}</h2>
          <p class="soft">{text}</p>
        </div>
        <div class="end">
          <button class="button quiet" value="no" autofocus>
            {t("Cancel")}
          </button>
          <button class="button bad" value="yes">
            {act}
          </button>
        </div>
      </form>
    </dialog>
  );
}
