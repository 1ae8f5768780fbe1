//! Tells files that were handed over by mistake from text, by their first bytes.

/// What a file is that holds no extracted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdf,
    PostScript,
    DjVu,
    Docx,
    Xlsx,
    Pptx,
    OldOffice,
    Epub,
    Odt,
    Zip,
    Gzip,
    Xz,
    Zstd,
    Bzip2,
    Rtf,
    Html,
    Png,
    Jpeg,
    Tiff,
    Gif,
    WebP,
}

/// How far the names of an archive's members are looked for: its type stands in the first few hundred bytes if the
/// archive has one (EPUB, ODT) ...
const ARCHIVE_HEAD: usize = 8 * 1024;
/// ... and at the end is a list of all names, some 80 bytes each, which a DOCX with many pictures fills.
const ARCHIVE_TAIL: usize = 64 * 1024;
/// How far the first tags of a web page are looked for; the prologue of XHTML takes some 200 bytes.
const HTML_HEAD: usize = 2 * 1024;

/// What `bytes` are if they are no text; looks at their first few kilobytes (and at an archive's last).
pub(crate) fn sniff(bytes: &[u8]) -> Option<Kind> {
    const MAGIC: &[(&[u8], Kind)] = &[
        (b"%PDF-", Kind::Pdf),
        (b"%!PS-", Kind::PostScript),
        (b"AT&TFORM", Kind::DjVu),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::OldOffice),
        (b"\x1f\x8b\x08", Kind::Gzip),
        (b"\xfd7zXZ\0", Kind::Xz),
        (b"\x28\xb5\x2f\xfd", Kind::Zstd),
        (b"BZh91AY&SY", Kind::Bzip2),
        (b"{\\rtf", Kind::Rtf),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"\xff\xd8\xff", Kind::Jpeg),
        (b"II*\0", Kind::Tiff),
        (b"MM\0*", Kind::Tiff),
        (b"GIF87a", Kind::Gif),
        (b"GIF89a", Kind::Gif),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*kind);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(archive(bytes));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(Kind::WebP);
    }
    is_web_page(bytes).then_some(Kind::Html)
}

/// Which document a zip archive holds.
fn archive(bytes: &[u8]) -> Kind {
    const MEMBERS: &[(&[u8], Kind)] = &[
        (b"application/epub+zip", Kind::Epub),
        (b"META-INF/container.xml", Kind::Epub),
        (b"application/vnd.oasis.opendocument", Kind::Odt),
        (b"word/", Kind::Docx),
        (b"xl/", Kind::Xlsx),
        (b"ppt/", Kind::Pptx),
    ];
    let head = &bytes[..bytes.len().min(ARCHIVE_HEAD)];
    let tail = &bytes[bytes.len().saturating_sub(ARCHIVE_TAIL)..];
    let holds = |name: &[u8]| [head, tail].iter().any(|part| memchr::memmem::find(part, name).is_some());
    let found = MEMBERS.iter().find(|(name, _)| holds(name));
    found.map_or(Kind::Zip, |(_, kind)| *kind)
}

/// Whether a whole web page begins here. A text that merely quotes tags is text, so `<html` alone is not enough.
fn is_web_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HTML_HEAD)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let opens = ["<!doctype html", "<html", "<?xml"].iter().any(|tag| head.starts_with(tag));
    opens && head.contains("<html") && (head.contains("<head") || head.contains("<body"))
}

impl Kind {
    /// With its article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::PostScript => "PostScript",
            Self::DjVu => "a DjVu document",
            Self::Docx => "a Word document (DOCX)",
            Self::Xlsx => "a spreadsheet (XLSX)",
            Self::Pptx => "a presentation (PPTX)",
            Self::OldOffice => "an old Office document (DOC, XLS or PPT)",
            Self::Epub => "an EPUB",
            Self::Odt => "an OpenDocument file (ODT)",
            Self::Zip => "a ZIP archive",
            Self::Gzip => "compressed with gzip",
            Self::Xz => "compressed with xz",
            Self::Zstd => "compressed with zstd",
            Self::Bzip2 => "compressed with bzip2",
            Self::Rtf => "an RTF document",
            Self::Html => "a web page (HTML)",
            Self::Png => "an image (PNG)",
            Self::Jpeg => "an image (JPEG)",
            Self::Tiff => "an image (TIFF)",
            Self::Gif => "an image (GIF)",
            Self::WebP => "an image (WebP)",
        }
    }

    /// How to come to the text of `file`, which is a word of a shell.
    pub(crate) fn remedy(self, file: &str) -> String {
        let pandoc = |from: &str| {
            format!(
                "it keeps its structure, so pandoc converts it without restitch: pandoc -f {from} {file} -t markdown"
            )
        };
        match self {
            Self::Pdf => format!("extract its text first: pdftotext -layout {file} - | restitch"),
            Self::PostScript => format!("extract its text first: ps2ascii {file} | restitch"),
            Self::DjVu => format!("extract its text first: djvutxt {file} | restitch"),
            Self::Docx => pandoc("docx"),
            Self::Epub => pandoc("epub"),
            Self::Odt => pandoc("odt"),
            Self::Rtf => pandoc("rtf"),
            Self::Html => {
                format!("ask the extractor for plain text (tika --text), or: pandoc -f html {file} -t markdown")
            }
            Self::Xlsx | Self::Pptx | Self::OldOffice => {
                format!("extract its text first: tika --text {file} | restitch")
            }
            Self::Zip => format!("unpack it first: unzip {file}"),
            Self::Gzip => format!("unpack it first: gzip -dc {file} | restitch"),
            Self::Xz => format!("unpack it first: xz -dc {file} | restitch"),
            Self::Zstd => format!("unpack it first: zstd -dc {file} | restitch"),
            Self::Bzip2 => format!("unpack it first: bzip2 -dc {file} | restitch"),
            Self::Png | Self::Jpeg | Self::Tiff | Self::Gif | Self::WebP => {
                format!("have its text recognised first: tesseract {file} - | restitch")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_text_are_told_apart() {
        let big = [&b"PK\x03\x04customXml/item1.xml"[..], &[0x78; 200_000], b"PK\x01\x02word/document.xml"].concat();
        let epub = b"PK\x03\x04\x0a\0\0\0\0\0mimetypeapplication/epub+zip";
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], Kind::Pdf),
            (b"PK\x03\x04\x14\0[Content_Types].xml....PK\x03\x04word/document.xml", Kind::Docx),
            (&big, Kind::Docx),
            (epub, Kind::Epub),
            (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", Kind::Odt),
            (b"PK\x03\x04....notes.txt", Kind::Zip),
            (b"\x89PNG\r\n\x1a\n....", Kind::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind::Jpeg),
            (b"II*\0\x08\0\0\0", Kind::Tiff),
            (b"MM\0*\0\0\0\x08", Kind::Tiff),
            (b"\x1f\x8b\x08\0\0", Kind::Gzip),
            (b"{\\rtf1\\ansi Text}", Kind::Rtf),
            (b"\xef\xbb\xbf\n <!DOCTYPE HTML><html><head><title>x</title>", Kind::Html),
            (b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><html xmlns=\"...\">\n<head>", Kind::Html),
        ] {
            assert_eq!(sniff(bytes), Some(kind), "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        }
    }

    #[test]
    fn text_is_text_even_if_it_speaks_of_other_kinds() {
        for text in [
            "",
            "PK",
            "The mark %PDF-1.7 opens a PDF.",
            "<html> is where a page begins, and </html> is where it ends.",
            "<script>alert(1)</script>",
            "<?xml version=\"1.0\"?> is a declaration.",
            "MM. Dupont et Durand",
            "II. Of the Author",
            "GIFs",
            "BZh is no word",
        ] {
            assert_eq!(sniff(text.as_bytes()), None, "{text}");
        }
    }
}
