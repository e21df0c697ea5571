import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input, Modal, Select } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesTried, StoresView } from '../../../src-shared/bridge/batch-views.ts';
import type { ConversionRule, StoreTerms } from '../../../src-shared/contract/stores.ts';
import { COURIERS, PLATFORMS, type Courier, type Platform } from '../../../src-shared/domain/couriers.ts';
import { coveredBy, isDoubled } from '../../../src-shared/domain/conversion-rules.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { askBeforeLeaving } from '../../state/room.ts';
import { segmentText } from '../desk/reason-text.ts';

type EditorProps = { readonly store: StoreTerms; readonly onView: (view: StoresView) => void; readonly onStale: () => void; readonly onClose: () => void };
/** A rule on the screen keeps its place in it while it moves. */
type Line = { readonly id: number; readonly rule: ConversionRule };

const PREFIX = /^[A-Z0-9]{0,20}$/;
const MOST = 200;
const SETTLES = 250;
const EMPTY: ConversionRule = { from: {}, to: null, overrides: false };
const valid = ({ from }: ConversionRule): boolean => PREFIX.test(from.prefix ?? '');

/** 转换规则 of one store: which parcels go where, the first rule that fits decides. Nothing is changed before it is saved at the platform. */
export function RulesEditor({ store, onView, onStale, onClose }: EditorProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal } = App.useApp();
  const [open, setOpen] = useState(true);
  const [lines, setLines] = useState<readonly Line[]>(() => store.rules.map((rule, id) => ({ id, rule })));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const rules = lines.map(({ rule }) => rule);
  const tried = useTried(store.storeId, rules);
  const changed = JSON.stringify(rules) !== JSON.stringify(store.rules);
  const segments = [...new Set([...PLATFORMS, 'offline', ...store.rules.flatMap(({ to }) => (to?.kind === 'segment' ? [to.segment] : []))])];

  function put(next: readonly Line[]): void {
    setLines(next);
    setProblem(null);
  }
  const swap = (at: number, by: number): void => put(lines.map((line, n) => (n === at ? lines[at + by] : n === at + by ? lines[at] : line) as Line));

  async function save(): Promise<void> {
    setBusy(true);
    const answer = await ask('batch.setRules', { storeId: store.storeId, rules, instead: [...store.rules] });
    setBusy(false);
    if (answer.ok) {
      onView(answer.value);
      return setOpen(false);
    }
    setProblem(answer.problem);
    if (answer.problem.code === 'rules-changed') onStale();
  }

  /** What was written is kept nowhere else. Until the platform has answered nobody knows what the rules are. */
  function leave(then = (): void => setOpen(false)): void {
    if (busy) return;
    if (!changed) return then();
    void modal.confirm({
      title: t('batch.rules.leaveTitle'), content: t('batch.rules.leaveText'), okText: t('batch.rules.leave'), cancelText: t('batch.rules.stay'), okButtonProps: { danger: true },
      autoFocusButton: 'cancel', centered: true, onOk: then,
    });
  }
  useEffect(() => {
    if (!changed) return;
    askBeforeLeaving(leave);
    return () => askBeforeLeaving(null);
  });

  return (
    <Modal
      open={open}
      width={1120}
      title={t('batch.rules.title', { store: store.name })}
      okText={t('batch.rules.save')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !changed || !rules.every(valid) || isDoubled(rules), loading: busy }}
      onOk={() => void save()}
      onCancel={() => leave()}
      cancelButtonProps={{ disabled: busy }}
      mask={{ closable: false }}
      // Gone only then: who opened it has the focus again.
      afterClose={onClose}
      centered
    >
      <p className="soft">{t('batch.rules.how')}</p>
      <ol className="rules" data-testid="rules">
        {lines.map(({ id, rule }, at) => (
          <li key={id} data-testid="rule" data-takes={tried?.rules[at]?.takes ?? ''}>
            <b className="rules-number">{at + 1}</b>
            <RuleFields rule={rule} segments={segments} onChange={(next) => put(lines.map((line) => (line.id === id ? { id, rule: next } : line)))} />
            <span className="rules-ways">
              <Button icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={t('batch.rules.up')} title={t('batch.rules.up')} data-testid="rule-up" onClick={() => swap(at, -1)} />
              <Button icon={<ArrowDownOutlined />} disabled={at === lines.length - 1} aria-label={t('batch.rules.down')} title={t('batch.rules.down')} data-testid="rule-down" onClick={() => swap(at, 1)} />
              <Button danger icon={<DeleteOutlined />} aria-label={t('batch.rules.remove')} title={t('batch.rules.remove')} data-testid="rule-remove" onClick={() => put(lines.filter((line) => line.id !== id))} />
            </span>
            <RuleNote rules={rules} at={at} tried={tried} />
          </li>
        ))}
      </ol>
      {lines.length === 0 ? <p className="soft">{t('batch.rules.empty')}</p> : null}
      <Button icon={<PlusOutlined />} disabled={lines.length >= MOST} data-testid="rule-add" onClick={() => put([...lines, { id: Math.max(-1, ...lines.map(({ id }) => id)) + 1, rule: EMPTY }])}>
        {t('batch.rules.add')}
      </Button>
      <p className="rules-sum" data-testid="rules-sum" aria-live="polite">
        {tried ? t('batch.rules.sum', { count: tried.orders, orders: tried.orders, taken: tried.orders - tried.own - tried.none, own: tried.own, none: tried.none }) : ' '}
      </p>
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
    </Modal>
  );
}

type FieldsProps = { readonly rule: ConversionRule; readonly segments: readonly string[]; readonly onChange: (rule: ConversionRule) => void };

function RuleFields({ rule, segments, onChange }: FieldsProps): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const { t: station } = useTranslation('station');
  const { from, to } = rule;
  const platforms = [{ value: 'any' as const, label: t('batch.rules.anyPlatform') }, ...PLATFORMS.map((value) => ({ value, label: t(`station:platform.${value}`) }))];
  const couriers = COURIERS.map((value) => ({ value, label: t(`station:courier.${value}`) }));
  const change = (part: Partial<ConversionRule['from']>): void => {
    const next = { ...from, ...part };
    onChange({ ...rule, from: { ...(next.platform && { platform: next.platform }), ...(next.courier && { courier: next.courier }), ...(next.prefix && { prefix: next.prefix }) } });
  };
  const targets = [
    { value: 'none', label: t('batch.rules.none') },
    { label: t('batch.rules.segments'), options: segments.map((segment) => ({ value: `segment:${segment}`, label: segmentText(segment, station) })) },
    { label: t('batch.rules.couriers'), options: couriers.map(({ value, label }) => ({ value: `courier:${value}`, label })) },
  ];
  return (
    <>
      <Select<Platform | 'any'> value={from.platform ?? 'any'} aria-label={t('batch.rules.platform')} data-testid="rule-platform" options={platforms} onChange={(platform) => change({ platform: platform === 'any' ? undefined : platform })} />
      <Select<Courier | 'any'> value={from.courier ?? 'any'} aria-label={t('batch.rules.courier')} data-testid="rule-courier" options={[{ value: 'any', label: t('batch.rules.anyCourier') }, ...couriers]} onChange={(courier) => change({ courier: courier === 'any' ? undefined : courier })} />
      <Input value={from.prefix ?? ''} maxLength={20} status={valid(rule) ? '' : 'error'} placeholder={t('batch.rules.anyNumber')} aria-label={t('batch.rules.prefix')} data-testid="rule-prefix" onChange={(event) => change({ prefix: event.target.value.normalize('NFKC').toUpperCase().replace(/\s/g, '') })} />
      <span aria-hidden>→</span>
      <Select value={to === null ? 'none' : to.kind === 'segment' ? `segment:${to.segment}` : `courier:${to.courier}`} aria-label={t('batch.rules.to')} data-testid="rule-to" showSearch={{ optionFilterProp: 'label' }} options={targets} onChange={(value: string) => onChange({ ...rule, to: targetOf(value) })} />
      <Checkbox checked={rule.overrides} data-testid="rule-overrides" onChange={(event) => onChange({ ...rule, overrides: event.target.checked })}>
        {t('batch.stores.overrides')}
      </Checkbox>
    </>
  );
}

function targetOf(value: string): ConversionRule['to'] {
  const [kind, name = ''] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)];
  return kind === 'segment' ? { kind, segment: name } : kind === 'courier' ? { kind, courier: name as Courier } : null;
}

/** What a rule would do today, or why it never would. */
function RuleNote({ rules, at, tried }: { readonly rules: readonly ConversionRule[]; readonly at: number; readonly tried: RulesTried | null }): ReactElement {
  const { t } = useTranslation('rooms');
  const covering = coveredBy(rules, at);
  if (!valid(rules[at] as ConversionRule)) return <strong className="rules-note">{t('batch.rules.badPrefix')}</strong>;
  if (covering !== null) return <strong className="rules-note">{t('batch.rules.covered', { number: covering + 1 })}</strong>;
  const one = tried?.rules[at];
  if (!one) return <span className="rules-note"> </span>;
  return <span className="rules-note soft">{one.takes === 0 ? t('batch.rules.takesNone') : t('batch.rules.takes', { count: one.takes, numbers: one.numbers.join(' ') })}</span>;
}

/** Today's orders under the rules as they stand on the screen, a moment after the last change. */
function useTried(storeId: string, rules: readonly ConversionRule[]): RulesTried | null {
  const [tried, setTried] = useState<RulesTried | null>(null);
  const wanted = JSON.stringify(rules);
  useEffect(() => {
    let left = false;
    const look = async (asked: ConversionRule[]): Promise<void> => {
      const answer = await ask('batch.tryRules', { storeId, rules: asked });
      if (!left && answer.ok) setTried(answer.value);
    };
    const timer = setTimeout(() => {
      const asked = JSON.parse(wanted) as ConversionRule[];
      if (asked.every(valid)) void look(asked);
    }, SETTLES);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [storeId, wanted]);
  return tried && tried.rules.length === rules.length ? tried : null;
}
