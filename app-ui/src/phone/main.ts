import { createApp } from "vue";
import "vant/es/config-provider/style/index";
import "../shared/tokens.css";
import "../shared/base.css";
import { beginTheme } from "../shared/looks/theme";
import { remedies } from "../shared/words/remedies";
import App from "./App.vue";
import { i18n } from "./i18n";
import { phoneRemedies } from "./remedies";
import { router } from "./router";
import { refreshStage } from "./state";

beginTheme();
createApp(App).use(i18n).use(router).provide(remedies, phoneRemedies).mount("#app");
void refreshStage();
