import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accountApi } from './account/api.ts';
import { Refusal, problemText } from './account/refusal.ts';
import { playFaults, type Faults } from './faults.ts';
import { paymentPage } from './payment-page.ts';
import { aliyunPls } from './providers/aliyun-pls.ts';
import { aliyunSms } from './providers/aliyun-sms.ts';
import { danhaobao } from './providers/danhaobao.ts';
import { huaweiAxb } from './providers/huawei-axb.ts';
import { kuaidi100 } from './providers/kuaidi100.ts';
import { tencentSms } from './providers/tencent-sms.ts';
import { yunguanlian } from './providers/yunguanlian.ts';
import { yunxinliukeSms } from './providers/yunxinliuke-sms.ts';
import { yunxinliukeVoice } from './providers/yunxinliuke-voice.ts';
import type { Stage } from './stage/stage.ts';

/** Room for a journal batch of 500 entries. */
const LARGEST_REQUEST = 4 * 1024 * 1024;

export type Traffic = { requests: number };

/** Everything that the client can reach: the account API, the providers and the payment page, one origin. */
export function outsideWorld(stage: Stage, faults: Faults, traffic: Traffic): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    traffic.requests += 1;
    await next();
    // The world's clock, not the machine's: clients count in server time.
    c.res.headers.set('date', new Date(stage.now()).toUTCString());
  });
  app.use(async (c, next) => {
    // A web page that made its own name point here must find nothing.
    const host = c.req.header('host')?.replace(/:\d+$/, '');
    return host === '127.0.0.1' || host === 'localhost' ? next() : c.text('wrong host', 421);
  });
  app.use(playFaults(app, faults));
  const limit = bodyLimit({ maxSize: LARGEST_REQUEST, onError: (c) => c.body(problemText(new Refusal(413, 'too-large')), 413, { 'content-type': 'application/problem+json' }) });
  // A DELETE comes without a body, and without these headers there is none (RFC 9112, 6.3); the limit would look for it and fail.
  app.use((c, next) => (c.req.header('content-length') === undefined && c.req.header('transfer-encoding') === undefined ? next() : limit(c, next)));
  paymentPage(app, stage);
  yunguanlian(app, stage);
  danhaobao(app, stage);
  yunxinliukeVoice(app, stage);
  yunxinliukeSms(app, stage);
  aliyunSms(app, stage);
  aliyunPls(app, stage);
  tencentSms(app, stage);
  huaweiAxb(app, stage);
  kuaidi100(app, stage);
  accountApi(app, stage);
  app.notFound((c) => c.text('nothing here', 404));
  app.onError((error, c) => {
    process.stderr.write(`practice world: ${error.stack ?? error.message}\n`);
    return c.body(problemText(new Refusal(500, 'internal')), 500, { 'content-type': 'application/problem+json' });
  });
  return app;
}
