//! What arrives: each message is committed to the store before the next one is looked at.

use cunji_domain::person::PersonId;
use cunji_history::Edit;
use cunji_history::signed::Deployment;
use cunji_protocol::message::{DownMessage, Refused, Welcome};
use cunji_protocol::{Body, DownEntry, DownFrame};
use cunji_store::{Cursor, DownEdit, Epoch, HeldEntry, RefusedRun, StatedHead, Statement, StoreError};

use super::course::Course;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::NoticeView;

/// The server revoked this device.
pub(crate) const REVOKED: &str = "device.revoked";

/// What an arrived message asks of the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Go on.
    GoOn,
    /// Somebody else wrote on under this device's id: it must take another before anything else is taken.
    NewDevice,
}

impl Phone {
    /// Takes one message of an answer.
    pub(super) fn take(&mut self, message: DownMessage, course: &mut Course) -> Result<Next> {
        match message {
            DownMessage::Welcome(welcome) => return self.take_welcome(&welcome, course),
            DownMessage::Refused(refused) => {
                if refused.code == "frame.fork" {
                    return Ok(Next::NewDevice);
                }
                self.store.note_refused(&refused_run(refused))?;
            }
            DownMessage::Frame(frame) => {
                let outcome = self.take_frame(&frame, course.deployment)?;
                course.report.pulled += outcome;
            }
            DownMessage::Complete(cursors) => {
                let cursors: Vec<Cursor> = cursors
                    .into_iter()
                    .map(|c| Cursor { space: c.space, audience: c.audience, epoch: c.epoch, number: c.number })
                    .collect();
                self.store.complete(&cursors)?;
            }
            DownMessage::Notice(notice) => {
                if notice.code == REVOKED {
                    self.store.keep(REVOKED, &[1])?;
                }
                let notice = NoticeView { code: notice.code, zh: notice.zh, en: notice.en };
                if !course.report.notices.contains(&notice) {
                    course.report.notices.push(notice);
                }
            }
            DownMessage::More | DownMessage::End | DownMessage::Unknown(_) => {}
        }
        Ok(Next::GoOn)
    }

    fn take_welcome(&mut self, welcome: &Welcome, course: &mut Course) -> Result<Next> {
        self.hear_server_time(welcome.time)?;
        self.hear_schemas(&welcome.schemas)?;
        self.meet(welcome.epoch, welcome.time)?;
        let outcome = self.store.take_statement(&statement(welcome))?;
        let device = self.store.device()?.id;
        if outcome.foreign.iter().any(|(_, foreign)| *foreign == device) {
            return Ok(Next::NewDevice);
        }
        for head in welcome.heads.iter().filter(|head| head.device == device) {
            match self.store.sign_head(&head.space, head.number) {
                // What was purged is not there to be signed; it was when it was sent.
                Ok(_) | Err(StoreError::Misfit(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        course.epoch = Some(welcome.epoch);
        course.scopes = welcome.scopes.iter().map(|(space, _)| space.clone()).collect();
        let written = self.write_what_waited()?;
        if written > 0 {
            course.report.notices.push(no_longer_waiting(written));
        }
        course.state(&self.store)?;
        Ok(Next::GoOn)
    }

    /// A new epoch of the server that is pinned: the key is the same, the server's device is another.
    fn meet(&mut self, epoch: u32, now: i64) -> Result<()> {
        let known = self.store.epochs()?;
        if known.iter().any(|known| known.epoch == epoch) {
            return Ok(());
        }
        let pinned = known.last().ok_or(StoreError::UnknownEpoch(epoch))?;
        let next = Epoch { epoch, public_key: pinned.public_key, suite: pinned.suite };
        Ok(self.store.meet_epoch(&next, now)?)
    }

    /// Answers how many edits were new.
    fn take_frame(&mut self, frame: &DownFrame, deployment: Deployment) -> Result<u64> {
        let epoch = frame.stretch.epoch;
        let known = self.store.epochs()?.into_iter().find(|known| known.epoch == epoch);
        let key = known.ok_or(StoreError::UnknownEpoch(epoch))?;
        let entries = frame.verify(deployment, &key.public_key)?;
        let frame = cunji_store::DownFrame {
            space: frame.stretch.space.clone(),
            audience: frame.audience,
            epoch,
            server: frame.stretch.server,
            suite: key.suite,
            signature: *frame.signature(),
            entries: entries.into_iter().map(|entry| down_entry(frame, entry)).collect::<Result<_>>()?,
        };
        let outcome = self.store.deliver(&frame)?;
        self.forget_known();
        Ok(outcome.new)
    }
}

fn no_longer_waiting(records: u64) -> NoticeView {
    NoticeView {
        code: "schema.announced".to_owned(),
        zh: format!("服务器升级了:先前有 {records} 条记录的部分内容留在手机里等它,现在写进去了,随这次同步上传。"),
        en: format!(
            "The server was updated: parts of {records} records had waited here for that; they are written now and travel with this sync."
        ),
    }
}

fn statement(welcome: &Welcome) -> Statement {
    Statement {
        epoch: welcome.epoch,
        heads: welcome
            .heads
            .iter()
            .map(|head| StatedHead {
                space: head.space.clone(),
                device: head.device,
                number: head.number,
                hash: head.hash,
            })
            .collect(),
        epoch_ends: welcome.ends.iter().map(|end| (end.epoch, end.space.clone(), end.number)).collect(),
        held: welcome
            .held
            .iter()
            .map(|held| HeldEntry {
                space: held.space.clone(),
                device: held.device,
                number: held.number,
                code: held.code.clone(),
            })
            .collect(),
    }
}

fn down_entry(frame: &DownFrame, entry: DownEntry) -> Result<cunji_store::DownEntry> {
    let edit = match (entry.body, entry.salt) {
        (Body::Edit(edit), Some(salt)) => DownEdit::Whole { salt, edit },
        (Body::Edit(_), None) => return Err(ClientError::Unreadable("an edit without its salt".to_owned())),
        (Body::Erased(erased), _) => DownEdit::Erased {
            id: erased.edit,
            record: erased.record,
            // Whose it was does not travel.
            stub: Edit {
                kind: erased.kind,
                space: frame.stretch.space.clone(),
                author: PersonId::server(),
                key: None,
                schema: erased.schema,
                parents: erased.parents,
                ops: Vec::new(),
            },
        },
    };
    Ok(cunji_store::DownEntry {
        log_number: entry.number,
        device: entry.device,
        chain_number: entry.chain_number,
        written_at: entry.written_at,
        edit,
    })
}

fn refused_run(refused: Refused) -> RefusedRun {
    RefusedRun {
        space: refused.space,
        device: refused.device,
        number: refused.first,
        code: refused.code,
        zh: refused.zh,
        en: refused.en,
    }
}
