import { memo } from "preact/compat";
import { timeOfDay } from "../../shared/times";
import { Avatar } from "../parts/Avatar";
import { Text } from "../parts/Text";
import type { Message } from "../protocol";
import { may, roleName } from "../roles";

/** Memoised: thousands stand in a long feed, and only the new one is drawn. */
export const MessageRow = memo(function MessageRow({ message, goesOn }: { message: Message; goesOn: boolean }) {
  const time = (
    <time class="small soft numbers" dateTime={new Date(message.at).toISOString()}>
      {timeOfDay(message.at)}
    </time>
  );
  return (
    <li class={goesOn ? "message goes-on" : "message"}>
      {goesOn ? null : <Avatar of={message.by} name={message.name} />}
      <div class={goesOn ? "heard-only" : "message-head"}>
        <b>
          <bdi>{message.name}</bdi>
        </b>
        {may(message.role, "beOnStage") && <span class="small soft role-of">{roleName(message.role)}</span>}
        {time}
      </div>
      <Text text={message.text} />
    </li>
  );
});
