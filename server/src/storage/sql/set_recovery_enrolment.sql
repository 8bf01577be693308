UPDATE recovery_code SET enrolment_hash = $3 WHERE device = $1 AND serial = $2
