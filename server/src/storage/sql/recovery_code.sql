SELECT serial, sealed, deposited_at, enrolment_hash FROM recovery_code WHERE device = $1
