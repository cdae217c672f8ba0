import { useEffect, useState } from 'preact/hooks'
import type { CallbackResource } from '../../api/protocol/callback.ts'
import type { EditRequest, Live } from '../../api/protocol.ts'
import { Dialog } from '../controls/dialog.tsx'
import { numberText } from '../controls/format.ts'
import { t } from '../language/language.ts'
import { failureText } from '../live/server.ts'
import { changesOf } from './changes.ts'
import { cancel, edit, readCallback } from './orders.ts'
import { decisionSentence } from '../language/sentences.ts'

/** One callback that waits: its name, queue, owner, priority and time; or its end. */
export function EditDialog(props: { id: string; live: Live; onClose: () => void }) {
  const [callback, setCallback] = useState<CallbackResource>()
  const [failure, setFailure] = useState('')
  useEffect(() => {
    void readCallback(props.id).then(setCallback, (thrown: unknown) =>
      setFailure(failureText(thrown)),
    )
  }, [props.id])
  const settle = (change: Promise<unknown>): void => {
    setFailure('')
    change.then(props.onClose, (thrown: unknown) => setFailure(failureText(thrown)))
  }
  return (
    <Dialog title={t('callbacks.edit')} onClose={props.onClose}>
      {callback === undefined && failure === '' && <p class="hush">{t('frame.reading')}</p>}
      {callback !== undefined && (
        <EditForm
          callback={callback}
          live={props.live}
          onEdit={(change) => settle(edit(props.id, change))}
          onCancel={() => settle(cancel(props.id))}
        />
      )}
      {failure !== '' && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </Dialog>
  )
}

function EditForm(props: {
  callback: CallbackResource
  live: Live
  onEdit: (change: EditRequest) => void
  onCancel: () => void
}) {
  const { callback, live } = props
  const waiting = live.waiting.find(({ id }) => id === callback.id)
  const before: Required<Omit<EditRequest, 'data' | 'dueAt'>> = {
    customerName: callback.customerName ?? '',
    priority: waiting?.priority ?? 0,
    queueId: callback.queueId,
    ownerId: waiting?.ownerId ?? null,
  }
  const [form, setForm] = useState(before)
  const [isSure, setSure] = useState(false)
  const change = (part: Partial<typeof before>): void => setForm({ ...form, ...part })
  return (
    <form
      class="dialog-body"
      onSubmit={(event) => {
        event.preventDefault()
        props.onEdit(changesOf(before, form))
      }}
    >
      <p>
        <span class="number">{numberText(callback.number)}</span>{' '}
        {callback.position !== undefined && (
          <span class="hush">{t('callbacks.place', { place: callback.position })}</span>
        )}
      </p>
      {callback.why !== undefined && <p class="hush small">{whyText(callback)}</p>}
      <EditFields form={form} live={live} change={change} />
      <div class="dialog-foot">
        <button
          type="button"
          class={isSure ? 'danger solid' : 'danger'}
          onClick={() => (isSure ? props.onCancel() : setSure(true))}
        >
          {t(isSure ? 'callbacks.cancelSure' : 'callbacks.cancel')}
        </button>
        <span class="end" />
        <button class="primary" type="submit">
          {t('callbacks.save')}
        </button>
      </div>
    </form>
  )
}

type Form = Required<Omit<EditRequest, 'data' | 'dueAt'>>

function EditFields(props: { form: Form; live: Live; change: (part: Partial<Form>) => void }) {
  const { form, live, change } = props
  return (
    <div class="form-grid">
      <div class="field">
        <label for="edit-name">{t('column.customer')}</label>
        <input
          id="edit-name"
          value={form.customerName}
          onInput={(event) => change({ customerName: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for="edit-queue">{t('column.queue')}</label>
        <select
          id="edit-queue"
          value={form.queueId}
          onChange={(event) => change({ queueId: event.currentTarget.value })}
        >
          {live.queues.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="edit-owner">{t('callbacks.owner')}</label>
        <select
          id="edit-owner"
          value={form.ownerId ?? ''}
          onChange={(event) => change({ ownerId: event.currentTarget.value || null })}
        >
          <option value="">{t('callbacks.anyone')}</option>
          {live.agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="edit-priority">{t('callbacks.priority')}</label>
        <input
          id="edit-priority"
          type="number"
          min={-100}
          max={100}
          value={form.priority}
          onInput={(event) => change({ priority: Number(event.currentTarget.value) })}
        />
      </div>
    </div>
  )
}

function whyText(callback: CallbackResource): string {
  const newest = callback.queueDecisions.at(-1)
  return newest === undefined ? '' : decisionSentence(newest)
}
