import { createRouter, createWebHistory } from 'vue-router';
import { entrance, loadMe, me } from './api/session.ts';
import { loadVocabulary } from './api/vocabulary.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Name of the page, in the title and the menu. */
    title: string;
    open?: boolean;
    /** Fills the window; panes scroll for themselves. */
    desk?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/reviews' },
    { path: '/reviews', component: () => import('./review/ReviewsPage.vue'), meta: { title: '评估' } },
    {
      path: '/reviews/:id',
      component: () => import('./review/ReviewPage.vue'),
      meta: { title: '评估报告', desk: true },
      props: true,
    },
    { path: '/archive', component: () => import('./archive/ArchivePage.vue'), meta: { title: '档案' } },
    {
      path: '/archive/:id',
      component: () => import('./archive/DocumentPage.vue'),
      meta: { title: '公文', desk: true },
      props: true,
    },
    { path: '/limits', component: () => import('./limits/LimitsPage.vue'), meta: { title: '限额' } },
    { path: '/ledger', component: () => import('./ledger/LedgerPage.vue'), meta: { title: '台账' } },
    { path: '/search', component: () => import('./search/SearchPage.vue'), meta: { title: '检索' } },
    { path: '/jobs', component: () => import('./jobs/JobsPage.vue'), meta: { title: '任务' } },
    { path: '/settings', component: () => import('./settings/SettingsPage.vue'), meta: { title: '设置' } },
    { path: '/login', component: () => import('./login/LoginPage.vue'), meta: { title: '登录', open: true } },
    {
      path: '/:rest(.*)*',
      component: () => import('./frame/NotFound.vue'),
      meta: { title: '没有这个页面', open: true },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  if (!me.value && !(await loadMe())) {
    await entrance();
    return { path: '/login', query: { to: to.fullPath } };
  }
  await loadVocabulary();
  return true;
});

router.afterEach((to) => {
  document.title = `${to.meta.title} · 文衡`;
});
