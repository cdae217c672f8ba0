import { useState } from 'preact/hooks'
import type { ImportReport } from '../../api/protocol.ts'
import { Dialog } from '../controls/dialog.tsx'
import { Figure } from '../controls/figure.tsx'
import { t } from '../language/language.ts'
import { failureText } from '../live/server.ts'
import { importFile } from './orders.ts'

const PROBLEMS_SHOWN = 100

/** A file of contacts: first what would come of it, line by line, then the booking itself. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File>()
  const [report, setReport] = useState<ImportReport>()
  const [failure, setFailure] = useState('')
  const [isBusy, setBusy] = useState(false)
  const run = (chosen: File, dryRun: boolean): void => {
    setFailure('')
    setBusy(true)
    importFile(chosen, dryRun)
      .then(setReport, (thrown: unknown) => setFailure(failureText(thrown)))
      .finally(() => setBusy(false))
  }
  return (
    <Dialog title={t('import.title')} onClose={onClose} wide>
      <div class="dialog-body">
        <p class="hush">{t('import.what')}</p>
        <input
          type="file"
          accept=".csv,text/csv"
          aria-label={t('import.file')}
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? []
            setReport(undefined)
            setFile(chosen)
            if (chosen !== undefined) run(chosen, true)
          }}
        />
        {failure !== '' && (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
        {report !== undefined && <Report report={report} />}
        <div class="dialog-foot">
          <button onClick={onClose}>{t('check.close')}</button>
          <button
            class="primary"
            disabled={
              isBusy || file === undefined || report?.dryRun !== true || report.booked === 0
            }
            onClick={() => file !== undefined && run(file, false)}
          >
            {t('import.book', { count: report?.dryRun === true ? report.booked : 0 })}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

function Report({ report }: { report: ImportReport }) {
  return (
    <div role="status">
      <dl class="figures">
        <Figure name={t('import.rows')}>{report.rows}</Figure>
        <Figure name={t(report.dryRun ? 'import.wouldBook' : 'import.booked')}>
          {report.booked}
        </Figure>
        <Figure name={t('import.duplicates')}>{report.duplicates}</Figure>
        <Figure name={t('import.refused')} tone={report.refused > 0 ? 'warn' : ''}>
          {report.refused}
        </Figure>
      </dl>
      {report.dataColumns.length > 0 && (
        <p class="hush small">{t('import.columns', { names: report.dataColumns.join(', ') })}</p>
      )}
      {report.problems.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>{t('import.line')}</th>
              <th>{t('import.field')}</th>
              <th>{t('import.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {report.problems.slice(0, PROBLEMS_SHOWN).map((problem) => (
              <tr key={`${problem.line}${problem.field}`}>
                <td>{problem.line}</td>
                <td class="mono">{problem.field}</td>
                <td>{problem.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
