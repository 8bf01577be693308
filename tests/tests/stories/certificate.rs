//! A server whose certificate no authority knows: phones know it by its card.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use cunji_client::{ClientError, HttpTransport, Invitation, Language, Phone, SetClock};
use cunji_protocol::calls::{EnrolmentCode, EnrolmentLink, Fingerprint};
use cunji_server::http::{Facing, SelfMade, Serving, serve_as};
use cunji_server::metrics::MetricsAccess;
use cunji_store::Cost;
use cunji_tests::story;
use cunji_tests::world::{PASSPHRASE, World};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The world's server over TLS, beside its plain line.
struct OverTls {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl OverTls {
    fn at(world: &World, address: &str, own: &SelfMade) -> Self {
        let listener = world.runtime().block_on(TcpListener::bind(address)).unwrap();
        let address = listener.local_addr().unwrap();
        let facing = Facing { tls: true, certificate: Some(own.pin), ..Facing::default() };
        let serving = Serving { facing, tls: Some(own.files.clone()), metrics: MetricsAccess::default() };
        let (stop, stopped) = oneshot::channel();
        let server = world.office.server().clone();
        let serving = world.runtime().spawn(serve_as(server, listener, serving, async {
            let _ = stopped.await;
        }));
        Self { address, stop, serving }
    }

    fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    fn stop(self, world: &World) {
        let _ = self.stop.send(());
        world.runtime().block_on(self.serving).unwrap().unwrap();
    }
}

fn made(folder: &Path) -> SelfMade {
    SelfMade::open(folder, &["cunji.example".to_owned(), "127.0.0.1".to_owned()]).unwrap()
}

fn new_phone(world: &World) -> Phone {
    let clock = Arc::new(SetClock::at(world.now()));
    Phone::create_costing(&world.new_folder(), PASSPHRASE, Cost::CHEAPEST, clock, Language::Zh).unwrap()
}

fn code(world: &World) -> EnrolmentCode {
    EnrolmentCode::parse(&world.office.invite(&"c0017".parse().unwrap())).unwrap()
}

fn enrol(world: &World, phone: &mut Phone, link: &EnrolmentLink) -> Result<(), ClientError> {
    let invitation = Invitation::from_link(&link.to_string(), "手机").unwrap();
    let mut line = HttpTransport::new(&invitation.server).unwrap();
    world.runtime().block_on(phone.enrol(&mut line, &invitation))
}

story!(
    /// A phone that scanned the card enrols and syncs by the certificate on it; without the fingerprint, or with another one, nothing is sent
    /// and the words say what to do.
    a_phone_accepts_the_certificate_on_its_card_and_no_other,
    |world| {
        let own = made(&world.new_folder());
        let tls = OverTls::at(world, "127.0.0.1:0", &own);
        let invited = code(world);

        let by_hand = EnrolmentLink::new(&tls.url(), invited.clone()).unwrap();
        let refused = enrol(world, &mut new_phone(world), &by_hand).unwrap_err();
        assert_eq!(refused.code(), "line.unknown_certificate", "{refused:?}");
        let wrong = EnrolmentLink::pinned(&tls.url(), invited.clone(), Some(Fingerprint([7; 32]))).unwrap();
        let refused = enrol(world, &mut new_phone(world), &wrong).unwrap_err();
        assert_eq!(refused.code(), "line.another_certificate", "{refused:?}");
        assert!(refused.sentences()[0].zh.contains("什么也没传"));

        let card = EnrolmentLink::pinned(&tls.url(), invited, Some(own.pin)).unwrap();
        let mut phone = new_phone(world);
        enrol(world, &mut phone, &card).unwrap();
        let synced = world.runtime().block_on(phone.sync()).unwrap();
        assert!(synced.pulled > 0, "{synced:?}");

        // Somebody else answers at the server's address from now on.
        let address = tls.address.to_string();
        tls.stop(world);
        let impostor = OverTls::at(world, &address, &made(&world.new_folder()));
        let refused = world.runtime().block_on(phone.sync()).unwrap_err();
        assert_eq!(refused.code(), "line.another_certificate", "{refused:?}");
        impostor.stop(world);
    }
);
