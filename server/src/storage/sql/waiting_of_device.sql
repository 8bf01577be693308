-- How many of a device's entries wait for something that may still come (see kept_waiting).
SELECT COUNT(*) AS waiting
FROM kept
WHERE space = $1 AND device = $2 AND state = 'held' AND code IN (
  'parent.missing', 'subject.missing', 'kind.unknown', 'kind.newer_schema', 'edit.erasure_unknown'
)
