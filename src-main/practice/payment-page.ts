import type { Context, Hono } from 'hono';
import { formatYuan } from '../../src-shared/domain/money.ts';
import { pay, payable, type TopUpRow } from './account/top-ups.ts';
import type { Stage } from './stage/stage.ts';

/** No script, nothing from elsewhere: a form on a page. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

/** What a phone sees after it has read a top-up's QR code: the amount, and a button that pays. */
export function paymentPage(app: Hono, stage: Stage): void {
  app.get('/pay/:topUpId', (c) => {
    const row = payable(stage, c.req.param('topUpId'), c.req.query('k') ?? '');
    return row ? page(c, 200, sheet(row)) : page(c, 404, '<h1>付款链接无效</h1><p>请在发货台重新生成二维码。</p>');
  });
  // A page that was opened before its top-up was closed or had expired can still pay: the money arrives late, and counts.
  app.post('/pay/:topUpId', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const row = payable(stage, c.req.param('topUpId'), form.get('k') ?? '');
    if (!row) return page(c, 404, '<h1>付款链接无效</h1><p>请在发货台重新生成二维码。</p>');
    const counted = pay(stage, row);
    return page(c, 200, `<h1>付款成功</h1><p class="amount">${formatYuan(row.amount, 2)}</p><p>${counted ? '余额已增加，可以关闭本页。' : '这一单此前已经付过，没有重复扣款。'}</p>`);
  });
}

const CHANNEL = { wechat: '微信支付', alipay: '支付宝' } as const;

function sheet(row: TopUpRow): string {
  const head = `<h1>京巴士发货台 · 充值</h1><p class="amount">${formatYuan(row.amount, 2)}</p>`;
  if (row.state === 'paid') return `${head}<p>这一单已经付款，请勿重复支付。</p>`;
  if (row.state !== 'pending') return `${head}<p>这一单已${row.state === 'closed' ? '关闭' : '过期'}，请在发货台重新生成二维码。</p>`;
  return `${head}<p>${CHANNEL[row.channel]} · 练习付款，不产生真实费用</p><form method="post" action="/pay/${row.top_up_id}"><input type="hidden" name="k" value="${row.secret}"><button>确认付款</button></form>`;
}

function page(c: Context, status: 200 | 404, body: string): Response {
  const style = 'body{font:18px/1.6 system-ui,sans-serif;max-width:24em;margin:15vh auto;padding:0 1em;text-align:center}h1{font-size:1.2em}.amount{font-size:2.4em;font-weight:700;margin:.4em}button{font:inherit;width:100%;min-height:56px;border:0;border-radius:8px;background:#1d4ed8;color:#fff}';
  return c.body(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>练习付款</title><style>${style}</style><body>${body}</body></html>`, status, HEADERS);
}
