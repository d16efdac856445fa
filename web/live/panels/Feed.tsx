import { useEffect, useState } from "preact/hooks";
import { spoken } from "../../shared/times";
import { t } from "../../shared/words";
import { Icon } from "../parts/Icon";
import { useLive, useRoom } from "../parts/RoomContext";
import type { PanelName } from "../protocol";
import { isFor } from "../sends";
import { feedItems } from "./feedItems";
import { MessageRow, SendRow } from "./MessageRow";
import { useScroll } from "./useScroll";

/** The messages of a panel: it stays at the newest until somebody scrolls up, and loads what is older when they reach the top. */
export function Feed({ panel, label, empty }: { panel: PanelName; label: string; empty: string }) {
  const room = useRoom();
  const state = useLive();
  const feed = state[panel] ?? { messages: [], more: false };
  const sends = state.sends.filter((send) => isFor(send, { kind: "say", panel }));
  const [loading, setLoading] = useState(false);
  const unread = state.unread[panel];
  const visible = room.visible.value;
  const loadOlder = async (): Promise<void> => {
    if (loading || !feed.more) return;
    setLoading(true);
    await room.loadOlder(panel);
    setLoading(false);
  };
  const scroll = useScroll(feed.messages[0]?.sequence, feed.messages.length + sends.length, () => void loadOlder());
  useEffect(() => {
    if (scroll.atEnd && unread > 0 && visible) room.read(panel);
  });
  const items = feedItems(feed.messages, sends, state.you);
  return (
    <div class="feed-frame">
      <div class="feed" ref={scroll.box} onScroll={scroll.onScroll} tabIndex={0} role="group" aria-label={label}>
        {feed.more && (
          <button type="button" class="button small quiet older" onClick={() => void loadOlder()} disabled={loading}>
            {loading ? t("Loading…") : t("Load older messages")}
          </button>
        )}
        {items.length === 0 && (
          <div class="empty">
            <Icon name="message-circle" />
            <p>{empty}</p>
          </div>
        )}
        <div role="log" aria-label={label} aria-busy={loading}>
          <ol class="plain-list messages">
            {items.map((item) => {
              if (item.kind === "day") return <Line key={`day ${item.at}`} text={spoken(item.at, room.now())} />;
              if (item.kind === "send")
                return <SendRow key={item.send.id} send={item.send} goesOn={item.goesOn} you={state.you} />;
              return <MessageRow key={item.message.sequence} message={item.message} goesOn={item.goesOn} />;
            })}
          </ol>
        </div>
      </div>
      {!scroll.atEnd && unread > 0 && (
        <button type="button" class="button primary small to-newest" onClick={scroll.toEnd}>
          <Icon name="arrow-down" />
          {unread === 1 ? t("1 new message") : t("{0} new messages", unread)}
        </button>
      )}
    </div>
  );
}

function Line({ text }: { text: string }) {
  return (
    <li class="line">
      <span class="small soft">{text}</span>
    </li>
  );
}
