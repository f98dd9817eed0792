import './style/theme.css';
import './style/base.css';
import { createApp } from 'vue';
import App from './frame/App.vue';
import { router } from './router.ts';

createApp(App).use(router).mount('#app');
