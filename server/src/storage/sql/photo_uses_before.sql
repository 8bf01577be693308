-- Of one day, that of the village with the smaller code counts as the earlier: of two, one is before the other, whichever arrived first.
SELECT space, record, day FROM photo_use
WHERE digest = $1 AND (day < $2 OR (day = $2 AND space < $3))
ORDER BY day, space, record
LIMIT 20
