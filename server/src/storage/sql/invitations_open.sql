SELECT code_hash, created_at, expires_at
FROM invitation
WHERE person = $1 AND used_at IS NULL AND expires_at >= $2
  AND NOT EXISTS (
    SELECT 1 FROM device JOIN recovery_code ON recovery_code.device = device.device
    WHERE device.person = invitation.person AND recovery_code.enrolment_hash = invitation.code_hash
  )
ORDER BY created_at, code_hash
