SELECT device FROM recovery_code WHERE enrolment_hash = $1
