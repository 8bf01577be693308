import { createApp } from "vue";
import "vant/es/config-provider/style/index";
import "../shared/tokens.css";
import "../shared/base.css";
import { beginTheme } from "../shared/looks/theme";
import App from "./App.vue";
import { i18n } from "./i18n";
import { router } from "./router";
import { refreshStage } from "./state";

beginTheme();
createApp(App).use(i18n).use(router).mount("#app");
void refreshStage();
