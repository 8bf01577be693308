SELECT DISTINCT membership.space AS space
FROM membership LEFT JOIN attendance_village AS village ON village.space = membership.space
WHERE membership.role IN ('resident', 'first_secretary')
  AND (village.space IS NULL OR village.heard <> village.counted OR village.counted_on <> $1 OR village.basis <> $2)
ORDER BY membership.space
