"""All that an ffmpeg must be able to do for us, as what is tried: `ffmpeg_choice.py` runs it.

`tests/media/test_needs.py` holds it against what is really asked for: nothing that is used may
lack here, and nothing may stand here that is not used. Names are for the people who administer.
"""

from dataclasses import dataclass
from pathlib import Path

from vc.media.colours import to_bt709
from vc.media.ffmpeg import FORMATS, OWN_CLOCK, source, steady
from vc.media.peaks import LOUDEST

FOLDER = "{folder}"
"""Stands for the folder of the trial, which begins with what is named in `GIVEN`."""
CAPTIONS, LOGO, FILM = f"{FOLDER}/trial.ass", f"{FOLDER}/trial.png", f"{FOLDER}/trial.mp4"
PICTURE = "color=c=white:s=64x36:r=25:d=0.2"
SOUND = "anullsrc=r=48000:cl=stereo,atrim=duration=0.2"
MADE_UP = ("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND)
"""What is tried where no file is read: two streams that ffmpeg makes itself."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Filters in a row as the graphs write them, and the kinds of their pads: `v`, `a`."""

    name: str
    takes: str
    gives: str
    filters: str


@dataclass(frozen=True, slots=True)
class Command:
    """One call as the product makes it, after what `MADE_UP` or an earlier one left."""

    name: str
    arguments: tuple[str, ...]


CHAINS = (
    Chain(
        *("cortar la imagen", "v", "v"),
        "scale='if(eq(sar,1),iw,trunc(iw*sar/2)*2)':ih:out_range=tv,setsar=1,"
        "setpts=PTS-round((0.0+0.000001)/TB),"
        "bwdif=mode=send_frame:deint=interlaced,"
        "fps=25:start_time=0:round=near,tpad=stop_mode=clone:stop=-1,"
        "trim=start_frame=0:end_frame=2,setpts=PTS-STARTPTS",
    ),
    Chain(
        *("cortar el sonido", "a", "a"),
        "aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,apad,"
        "atrim=duration=0.1,afade=t=in:d=0.008,afade=t=out:st=0.092:d=0.008",
    ),
    Chain("silencio", "", "a", "anullsrc=r=48000:cl=stereo,atrim=duration=0.1"),
    Chain("unir imagen y sonido", "vava", "va", "concat=n=2:v=1:a=1"),
    Chain("repartir la imagen", "v", "vv", "null,split"),
    Chain("repartir el sonido", "a", "aa", "asplit"),
    Chain(
        *("difuminar un rectángulo", "v", "v"),
        "crop=iw*500/1000:ih*500/1000:iw*0/1000:ih*0/1000,"
        "boxblur=luma_radius='min(w,h)/3':luma_power=3:chroma_radius='min(cw,ch)/3'",
    ),
    Chain("poner encima", "vv", "v", "overlay=x=W*0/1000:y=H*0/1000:enable='gte(t,0)*lt(t,1)'"),
    Chain("poner el logotipo", "vv", "v", "overlay=0:(H-h)/2:eof_action=repeat"),
    Chain(
        *("llenar el formato", "v", "v"),
        "scale=64:36:force_original_aspect_ratio=increase,crop=64:36,boxblur=8:2,format=yuv420p",
    ),
    Chain(
        *("caber en el formato", "v", "v"),
        "scale=64:36:force_original_aspect_ratio=decrease:force_divisible_by=2",
    ),
    Chain(
        *("onda del sonido", "a", "v"),
        "aformat=channel_layouts=mono,showwaves=s=64x36:mode=cline:r=30:colors=0xe2c79b",
    ),
    Chain("fondo liso", "", "v", "color=c=0x35081b:s=64x36:r=30:d=0.1"),
    Chain("subtítulos", "v", "v", f"ass=filename={CAPTIONS}:fontsdir={FOLDER}"),
    Chain("volumen", "a", "a", "loudnorm=I=-16:TP=-1.5:LRA=11"),
    Chain(
        *("medir el sonido", "a", "a"),
        "anull,silencedetect=noise=-50dB:duration=1,ebur128=framelog=verbose",
    ),
    Chain(
        *("tira de imágenes", "v", "v"),
        "select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.001)',"
        "pad=160:90:(ow-iw)/2:(oh-ih)/2,showinfo=checksum=0,tile=10x10",
    ),
    Chain(
        *("portada", "v", "v"),
        "signalstats,metadata=select:key=lavfi.signalstats.YAVG:value=32:function=greater",
    ),
)
TONES = Chain("pasar un video HDR a los colores de siempre", "v", "v", to_bt709("smpte2084"))
"""What can be done without: films of high dynamic range are pale then, and it is said."""
NOWHERE = ("-c", "copy", "-f", "null", "-")
_JPEG = ("-f", "image2pipe", "-c:v", "mjpeg")
COMMANDS = (
    Command(
        "escribir el MP4 de un clip",
        (
            *MADE_UP,
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p"),
            *("-r", "25", "-g", "50", "-sc_threshold", "0", "-flags:v", "+cgop+bitexact"),
            *("-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2", "-flags:a", "+bitexact"),
            *("-fflags", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1"),
            *("-movflags", "+faststart+negative_cts_offsets", "-use_editlist", "0"),
            *("-f", "mp4", f"file:{FILM}"),
        ),
    ),
    Command(
        "leer una grabación",
        (
            *source(Path(FILM), keeps_clock=True),
            *("-map", "0:V?", "-map", "0:a?", "-c", "copy", "-f", "framecrc", "pipe:1"),
        ),
    ),
    Command(
        "leer una parte del sonido",
        (
            *OWN_CLOCK,
            *source(Path(FILM), "-vn", "-noaccurate_seek", "-ss", "0.000000", "-t", "1.000000"),
            *("-af", "asetpts=PTS-round((0.0+0.000001)/TB)"),
            *("-map", "0:a:0", "-c:a", "pcm_s16le", "-ar", "48000", "-ac", "2"),
            *("-f", "matroska", f"file:{FOLDER}/trial.mka"),
        ),
    ),
    Command(
        "leer el sonido",
        (
            *source(Path(FILM), "-vn"),
            *("-map", "0:a:0", "-af", f"aresample=8000:async=1,{LOUDEST}"),
            *("-f", "s16le", "pipe:1"),
        ),
    ),
    Command(
        "leer las imágenes clave",
        (
            *OWN_CLOCK,
            *source(
                Path(FILM),
                *("-an", "-skip_frame", "nokey", "-noaccurate_seek", "-ss", "0"),
                *steady(is_turned=False),
            ),
            *("-map", "0:V:0", "-fps_mode", "vfr", "-vf", "scale=160:90", "-q:v", "5"),
            *(*_JPEG, "-threads", "1", "pipe:1"),
        ),
    ),
    Command(
        "escribir una miniatura",
        (
            *("-protocol_whitelist", "file,pipe", "-f", "image2", "-i", f"file:{LOGO}"),
            *("-filter_complex", "[0:v]null[ready]", "-map", "[ready]"),
            *("-frames:v", "1", "-q:v", "3", "-map_metadata", "-1"),
            *("-f", "mjpeg", f"file:{FOLDER}/trial.jpg"),
        ),
    ),
)
SAMPLES = Path(__file__).parent / "samples"
"""A tenth of a second of a grey picture or of a tone in each format, made by ffmpeg 9."""
READS = tuple(
    Command(f"leer {name}", (*source(SAMPLES / f"sample.{name}"), *NOWHERE))
    for name in FORMATS.split(",")
    # That is what the first command writes.
    if name != "mov"
)
"""7.0.2, as a static program, falls over at `mpegts` (gradio, issue 13848)."""
GIVEN = {
    CAPTIONS: (
        b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
        b"Style: S,Liberation Sans,20\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
        b"Dialogue: 0,0:00:00.00,0:00:01.00,S,Hola\n"
    ),
    LOGO: bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff610000001e4944415478da63"
        "fcffffff7f060a0013038560d4805103460d182c0600006bca041c06d639af0000000049454e44ae426082"
    ),
}
"""What a trial reads: captions of one word, a picture of 16 × 16 points."""
