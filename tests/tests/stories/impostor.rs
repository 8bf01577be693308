//! Somebody sits on a line without encryption and answers in the server's place: what is not the server's word changes nothing.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use cunji_client::{Call, HttpTransport, LineFault, PhotoFrom, Reply, Transport, Waiting, draft_id, shrink_photo};
use cunji_domain::record::RecordKind;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, DeviceKey};
use cunji_protocol::message::DownMessage;
use cunji_protocol::{AnswerReader, AnswerWriter, Asked, Sealing};
use cunji_tests::pictures;
use cunji_tests::story;
use cunji_tests::world::{Handset, World, village};
use futures_util::{StreamExt, stream};
use serde_json::json;

/// Whoever changes answers of the server on their way.
struct Impostor<F> {
    line: HttpTransport,
    change: F,
}

impl<F: FnMut(Bytes) -> Bytes + Send> Transport for Impostor<F> {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(async {
            let is_sync = call.path == "/v1/sync";
            let mut reply = self.line.call(call).await?;
            if !is_sync || reply.status != 200 {
                return Ok(reply);
            }
            let mut genuine = Vec::new();
            while let Some(piece) = reply.body.next().await {
                genuine.extend_from_slice(&piece?);
            }
            let changed = (self.change)(genuine.into());
            Ok(Reply { body: Box::pin(stream::iter([Ok(changed)])), ..reply })
        })
    }
}

/// Syncs over a line on which somebody changes the answers; gives the code of what the person is told.
fn sync_past(world: &World, phone: &Handset, change: impl FnMut(Bytes) -> Bytes + Send) -> Option<String> {
    let mut line = Impostor { line: HttpTransport::new(&phone.line().url()).unwrap(), change };
    phone.with(|phone| world.runtime().block_on(phone.sync_over(&mut line))).err().map(|error| {
        let told = error.sentences().remove(0);
        assert!(told.zh.contains("写的都在手机里"), "{told:?}");
        told.code
    })
}

/// The answer with its messages changed, sealed by a key that is not the server's.
fn retold(genuine: &Bytes, change: impl Fn(DownMessage) -> Option<DownMessage>) -> Bytes {
    let mut reader = AnswerReader::unproven();
    reader.feed(genuine);
    let key = DeviceKey::from_bytes(&[66; 32]);
    let sign = |message: &[u8]| key.sign(message);
    let asked = Asked { deployment: Deployment([66; 16]), device: DeviceId([66; 16]), hello: [66; 32] };
    let mut writer = AnswerWriter::new(Sealing { asked, sign: &sign }).unwrap();
    let mut out = Vec::new();
    while let Some(message) = reader.next_message().unwrap().filter(|message| *message != DownMessage::End) {
        if let Some(message) = change(message) {
            out.extend(writer.write(&message).unwrap());
        }
    }
    out.extend(writer.finish().unwrap());
    out.into()
}

fn without_scopes(message: DownMessage) -> Option<DownMessage> {
    match message {
        DownMessage::Welcome(mut welcome) => {
            welcome.scopes.clear();
            Some(DownMessage::Welcome(welcome))
        }
        other => Some(other),
    }
}

fn in_a_later_epoch(message: DownMessage) -> Option<DownMessage> {
    match message {
        DownMessage::Welcome(mut welcome) => {
            welcome.epoch += 1;
            welcome.heads.clear();
            Some(DownMessage::Welcome(welcome))
        }
        other => Some(other),
    }
}

fn without_frames(message: DownMessage) -> Option<DownMessage> {
    Some(message).filter(|message| !matches!(message, DownMessage::Frame(_)))
}

story!(
    /// Somebody on the line takes the village from what Chen's phone may read, invents an epoch, keeps back what a teammate wrote,
    /// plays yesterday's answer again, or ends the answer at once. Nothing is purged, passed over or offered anew, and the phone says
    /// so; on an honest line all goes on.
    an_impostor_on_the_line_changes_nothing,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.diary("2017-09-01", "白天在茶园。");
        world.settle();
        let (before, epochs) = (chen.digest(&village()), chen.with(|phone| phone.store().epochs().unwrap()));
        let mut yesterday = Bytes::new();
        assert_eq!(sync_past(world, &chen, |genuine| {
            yesterday = genuine.clone();
            genuine
        }), None);
        wang.visit("2017-09-01", "h002", "水管冻裂了。");
        wang.sync();
        chen.visit("2017-09-01", "h001", "愁销路。");
        let held = chen.digest(&village());

        for forge in [without_scopes, in_a_later_epoch, without_frames] {
            let code = sync_past(world, &chen, |genuine| retold(&genuine, forge));
            assert_eq!(code.as_deref(), Some("answer.unproven"));
        }
        assert_eq!(sync_past(world, &chen, |_| yesterday.clone()).as_deref(), Some("answer.unproven"));
        let nothing = |genuine: Bytes| retold(&genuine, |_| None);
        assert_eq!(sync_past(world, &chen, nothing).as_deref(), Some("answer.unproven"));

        assert!(before.is_some() && held.is_some());
        assert_eq!(chen.digest(&village()), held, "nothing went, and nothing came");
        assert_eq!(chen.with(|phone| phone.store().epochs().unwrap()), epochs);
        let sync = chen.sync();
        assert!(sync.purged.is_empty() && sync.pulled > 0 && sync.unsent == 0, "{sync:?}");
        wang.sync();
        assert_eq!(chen.digest(&village()), wang.digest(&village()));
    }
);

/// A server that says of every photo that it is there, or that nothing shows it, and signs nothing.
fn photo_impostor(world: &World, says: &'static str) -> (String, Arc<Mutex<u32>>) {
    let asked = Arc::new(Mutex::new(0));
    let count = asked.clone();
    let answer = move |headers: HeaderMap| {
        *count.lock().unwrap() += 1;
        let length = headers.get("upload-length").cloned().unwrap();
        async move {
            let mut said = HeaderMap::new();
            said.insert("cunji-epoch", "1".parse().unwrap());
            if says == "here" {
                said.insert("upload-offset", length);
                said.insert("location", "photos/uploads/0".parse().unwrap());
                return (StatusCode::CREATED, said, Vec::new());
            }
            let refusal = cunji_protocol::calls::Refusal {
                code: "photo.not_shown".to_owned(),
                zh: "没有。".to_owned(),
                en: "None.".to_owned(),
                again: false,
            };
            (StatusCode::FORBIDDEN, said, refusal.to_bytes())
        }
    };
    let router = Router::new().route("/v1/photos", post(answer));
    let listener = world.runtime().block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    world.runtime().spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

story!(
    /// Somebody answers that a photo is there already, or that nobody shows it any more: the phone keeps it and sends it to the
    /// server itself.
    a_photo_is_held_when_the_server_signs_that_it_is,
    |world| {
        let chen = world.phone("c0017");
        let roof = shrink_photo(&pictures::camera(1, 800, 600)).unwrap();
        chen.with(|phone| {
            let said = json!({ "day": "2017-09-01", "household": "h001", "findings": "屋顶漏雨,拍了照。" });
            let form = phone.open_form(HouseholdVisit::DECL.name, None, said.as_object().unwrap()).unwrap();
            let id = draft_id(&form.id).unwrap();
            phone.keep_photo(id, &roof, PhotoFrom::default()).unwrap();
            let form = phone.form_of(id).unwrap();
            phone.write_form(id, &form.fields, None).unwrap();
        });
        chen.sync();
        let send = |url: &str| {
            let line = HttpTransport::new(url).unwrap();
            chen.with(|phone| world.runtime().block_on(phone.send_photos_over(&line, |_| true)))
        };
        for says in ["here", "not shown"] {
            let (url, asked) = photo_impostor(world, says);
            assert_eq!(send(&url).map_err(|error| error.code()), Err("store.unverified".to_owned()), "{says}");
            assert_eq!(*asked.lock().unwrap(), 1);
            let waiting = chen.with(|phone| phone.photos_waiting()).unwrap();
            assert_eq!((waiting.thumbnails, waiting.pictures), (1, 1), "{says}");
        }
        assert_eq!(send(&chen.line().url()).unwrap(), 2);
    }
);
