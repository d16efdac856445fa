import { render } from "preact";
import { t } from "../shared/words";

const place = document.getElementById("live");
if (place) render(<p>{t("Connecting…")}</p>, place);
