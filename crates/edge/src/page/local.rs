//! Addresses within the portal, from requests: what leads elsewhere is not followed.

/// The address, where it is a path of this host. Everything else, another host's above all, is none.
pub fn local(address: &str) -> Option<&str> {
    let path = address.strip_prefix('/')?;
    // `//host` and, to browsers, `/\host` are addresses of another host.
    let elsewhere = path.starts_with(['/', '\\']);
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (!elsewhere && plain && address.len() <= 2000).then_some(address)
}

/// The address as a value within another address.
pub fn encoded(address: &str) -> String {
    form_urlencoded::byte_serialize(address.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::local;
    use rstest::rstest;

    #[rstest]
    #[case("/tickets?desk=mco", true)]
    #[case("/", true)]
    #[case("//evil.example.org", false)]
    #[case("/\\evil.example.org", false)]
    #[case("https://evil.example.org", false)]
    #[case("/a\r\nSet-Cookie: x", false)]
    #[case("", false)]
    fn only_a_path_of_this_host_is_followed(#[case] address: &str, #[case] follows: bool) {
        assert_eq!(local(address).is_some(), follows);
    }
}
