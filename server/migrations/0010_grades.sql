-- Diaries whose grade has to be looked at once more, though nothing new was written in their village: a photo of theirs came up for an
-- earlier day elsewhere.
CREATE TABLE grade_again (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;
