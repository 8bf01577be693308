//! The phones' program: put by an administrator, fetched by any browser, proved by the server's key.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use cunji_client::{HttpTransport, offered_program};
use cunji_protocol::calls::server_fingerprint;
use cunji_server::install::{self, New};
use cunji_tests::story;
use cunji_tests::world::World;
use reqwest::header::{
    CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use reqwest::{Client, Response, StatusCode};
use sha2::{Digest, Sha256};

/// What an Android package is made of, as far as anybody here looks.
fn package(world: &World, content: &str) -> PathBuf {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("AndroidManifest.xml", "manifest"), ("classes.dex", content)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes.as_bytes()).unwrap();
    }
    let file = world.new_folder().with_extension("apk");
    std::fs::write(&file, archive.finish().unwrap().into_inner()).unwrap();
    file
}

fn new<'a>(file: &'a Path, version: &'a str, code: u32) -> New<'a> {
    New { file, version, code, notes: "照片传得更快<b>了</b>" }
}

/// A phone's browser, which nobody is signed in with.
struct Browser<'w>(&'w World, Client);

impl<'w> Browser<'w> {
    fn of(world: &'w World) -> Self {
        // As the phones' client does; one that is installed already stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self(world, Client::builder().no_proxy().build().unwrap())
    }

    fn get(&self, path: &str, said: &[(HeaderName, &str)]) -> Response {
        let address = self.0.office.address().unwrap();
        let request = said
            .iter()
            .fold(self.1.get(format!("http://{address}{path}")), |request, (name, value)| request.header(name, *value));
        self.0.runtime().block_on(request.send()).unwrap()
    }

    fn bytes(&self, response: Response) -> Vec<u8> {
        self.0.runtime().block_on(response.bytes()).unwrap().to_vec()
    }

    fn text(&self, path: &str) -> String {
        let response = self.get(path, &[]);
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        String::from_utf8(self.bytes(response)).unwrap()
    }
}

fn header(response: &Response, name: &HeaderName) -> String {
    response.headers().get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap().to_owned()
}

story!(
    /// Before a package is put the page says so; then it offers the file with what proves it, whole or from where a line broke; and
    /// nobody has to sign in.
    a_package_that_was_put_is_offered_whole_or_not_at_all,
    |world| {
        let browser = Browser::of(world);
        assert!(browser.text("/install").contains("还没有安装包"));
        assert_eq!(browser.get("/install/cunji.apk", &[]).status(), StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/v1/app", &[]).status(), StatusCode::NOT_FOUND);

        let file = package(world, &"程序".repeat(20_000));
        let bytes = std::fs::read(&file).unwrap();
        let offer = install::put(world.office.server(), &new(&file, "1.4.0", 10_400)).unwrap();
        assert_eq!((offer.program.size, offer.program.digest), (bytes.len() as u64, Sha256::digest(&bytes).into()));

        let response = browser.get("/install", &[]);
        let policy = header(&response, &CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
        let page = String::from_utf8(browser.bytes(response)).unwrap();
        let fingerprint = server_fingerprint(&world.office.server().key().signing.public());
        for said in ["下载村记 1.4.0", "Download Cunji 1.4.0", "不要先卸载", fingerprint.as_str(), &offer.digest()[..4]] {
            assert!(page.contains(said), "{said}");
        }
        assert!(!page.contains("<script") && !page.contains("<b>") && page.contains("&lt;b&gt;"), "{page}");
        assert!(!page.contains('{'), "something was not filled in: {page}");
        assert!(browser.text("/install/style.css").contains(".button"));

        let whole = browser.get("/install/cunji.apk", &[]);
        let tag = header(&whole, &ETAG);
        assert_eq!(header(&whole, &CONTENT_TYPE), "application/vnd.android.package-archive");
        assert_eq!(browser.bytes(whole), bytes);
        let part = browser.get("/install/cunji.apk", &[(RANGE, "bytes=100-"), (IF_RANGE, &tag)]);
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(header(&part, &CONTENT_RANGE), format!("bytes 100-{}/{}", bytes.len() - 1, bytes.len()));
        assert_eq!(browser.bytes(part), bytes[100..]);
        assert_eq!(browser.get("/install/cunji.apk", &[(IF_NONE_MATCH, &tag)]).status(), StatusCode::NOT_MODIFIED);

        // Another takes its place: who had the first half of the old one gets all of the new one.
        let newer = package(world, "新程序");
        install::put(world.office.server(), &new(&newer, "1.4.1", 10_401)).unwrap();
        let rest = browser.get("/install/cunji.apk", &[(RANGE, "bytes=100-"), (IF_RANGE, &tag)]);
        assert_eq!((rest.status(), header(&rest, &ETAG) == tag), (StatusCode::OK, false));
        assert_eq!(browser.bytes(rest), std::fs::read(&newer).unwrap());
        assert_eq!(std::fs::read_dir(world.office.data().join("install")).unwrap().count(), 2, "the old one is gone");

        world.restart_office();
        assert!(Browser::of(world).text("/install").contains("1.4.1"));
        assert!(install::withdraw(world.office.server()).unwrap() && !install::withdraw(world.office.server()).unwrap());
        assert!(Browser::of(world).text("/install").contains("还没有安装包"));
    }
);

story!(
    /// What is no package, what is older and what was changed in the folder is never offered; what was there before stays.
    what_is_no_newer_package_is_refused_and_what_was_changed_is_not_offered,
    |world| {
        let server = world.office.server().clone();
        let refused = |file: &Path, version: &str, code: u32| install::put(&server, &new(file, version, code)).unwrap_err().code();
        let page = world.new_folder().with_extension("apk");
        assert_eq!(refused(&page, "1.4.0", 10_400), "install.file");
        std::fs::write(&page, "<html>网关超时</html>").unwrap();
        assert_eq!(refused(&page, "1.4.0", 10_400), "install.no_package");
        let file = package(world, "程序");
        assert_eq!(refused(&file, "1.4 {notes}", 10_400), "install.version");
        assert_eq!(refused(&file, "1.4.0", 0), "install.code");
        let offer = install::put(&server, &new(&file, "1.4.0", 10_400)).unwrap();
        assert_eq!(install::put(&server, &new(&file, "1.4.0", 10_400)).unwrap(), offer, "twice is once");
        let other = package(world, "别的程序");
        assert_eq!(refused(&other, "1.3.9", 10_399), "install.not_newer");
        assert_eq!(refused(&other, "1.4.0", 10_400), "install.not_newer");
        assert_eq!(install::offered(&server).unwrap(), Some(offer.clone()));
        assert_eq!(std::fs::read_dir(world.office.data().join("install")).unwrap().count(), 2, "nothing is left over");

        let statement = world.office.data().join("install/offer");
        let mut bytes = std::fs::read(&statement).unwrap();
        let at = bytes.windows(5).position(|window| window == b"1.4.0").unwrap();
        bytes[at] = b'2';
        std::fs::write(&statement, &bytes).unwrap();
        assert_eq!(install::offered(&server).unwrap(), None, "the server did not sign that");
        install::put(&server, &new(&file, "1.4.0", 10_400)).unwrap();
        std::fs::write(&offer.file, "short").unwrap();
        assert_eq!(install::offered(&server).unwrap(), None, "the file is not the one that was signed for");
    }
);

story!(
    /// A phone is told of a newer program by its own server alone, under the key that it pinned when it was enrolled.
    a_phone_believes_its_own_servers_word_on_a_newer_program,
    |world| {
        let chen = world.phone("c0017");
        let asks = |url: &str, installed: u32| {
            let mut transport = HttpTransport::new(url).unwrap();
            chen.with(|phone| world.runtime().block_on(offered_program(phone, &mut transport, installed)))
        };
        let url = chen.line().url();
        assert_eq!(asks(&url, 10_399).unwrap(), None, "nothing is offered");
        let file = package(world, "程序");
        let offer = install::put(world.office.server(), &new(&file, "1.4.0", 10_400)).unwrap();
        assert_eq!(asks(&url, 10_399).unwrap(), Some(offer.program));
        assert_eq!(asks(&url, 10_400).unwrap(), None, "it is the one that the phone has");

        let impostor = World::new(world.home());
        install::put(impostor.office.server(), &new(&file, "9.9.9", 99_999)).unwrap();
        let error = asks(&format!("http://{}", impostor.office.address().unwrap()), 10_399).unwrap_err();
        assert_eq!(error.code(), "store.unverified");
    }
);
