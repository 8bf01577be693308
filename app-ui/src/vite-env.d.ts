/// <reference types="vite/client" />
declare module "*.css";
declare module "vant/es/*/style/index";
declare module "element-plus/es/components/*/style/css";
