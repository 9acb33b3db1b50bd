// Hashes of a clip's frames, by time: up to five a second, fewer of a long clip or on a slow device, by seeking a video
// element that is never shown.

import { hashDrawn } from "./hash-file.mjs";
import { LOWEST_QUALITY } from "./pdq.mjs";

const MAX_FRAMES = 1500;
const FRAME_STEP = 0.2; // s; a registered clip is sampled densely, so that a piece of it still meets several frames
const FRAME_BEAT = 1; // s after which a frame is kept although it is the one before once more
const FOLD = 6; // bits up to which it is
const VIDEO_SECONDS = 60; // that sampling may take; a slow device takes fewer frames, spread over the whole clip
const EVENT_SECONDS = 15;
const MAX_SIDE = 4096; // px of a drawn video frame

function happened(target, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), EVENT_SECONDS * 1000);
    const end = (settle) => () => {
      clearTimeout(timer);
      settle();
    };
    target.addEventListener(name, end(resolve), { once: true });
    target.addEventListener("error", end(() => reject(new Error("unreadable video"))), { once: true });
  });
}

async function seek(video, seconds) {
  const there = happened(video, "seeked");
  video.currentTime = seconds;
  await there;
}

// {width, height, frames: [{t, pdq, quality}]} of a clip; throws if this browser cannot play it.
export async function sampleVideo(file, progress) {
  const video = document.createElement("video");
  const address = URL.createObjectURL(file);
  video.muted = video.playsInline = true;
  video.preload = "auto";
  try {
    const loaded = happened(video, "loadeddata");
    video.src = address;
    await loaded;
    if (!Number.isFinite(video.duration)) await seek(video, 1e7); // recorded in a browser: the end must be looked for
    const seconds = Number.isFinite(video.duration) ? video.duration : video.currentTime;
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || !height) throw new Error("no picture in it");
    return { width, height, frames: await sampleFrames(video, seconds, width, height, progress) };
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(address);
  }
}

async function sampleFrames(video, seconds, width, height, progress) {
  const frames = [];
  const began = performance.now();
  let best = null;
  for (let t = 0, looked = 1; frames.length < MAX_FRAMES && (t < seconds || looked === 1); looked++) {
    if (t > 0 || video.currentTime > 0) {
      try {
        await seek(video, t + 0.002); // a frame may begin a hair after the time that it is written to
      } catch (error) {
        if (!best) throw error;
        break; // the rest of it cannot be read: what there is finds copies too
      }
    }
    const frame = { t: Math.round(t * 1000) / 1000, ...hashFrame(video, width, height) };
    if (!best || frame.quality > best.quality) best = frame;
    if (frame.quality >= LOWEST_QUALITY && isNew(frame, frames.at(-1))) frames.push(frame);
    progress(Math.min(1, t / seconds));
    const spent = (performance.now() - began) / 1000;
    const left = Math.max(1, ((VIDEO_SECONDS - spent) * looked) / spent); // frames that there is time for
    t += Math.max(FRAME_STEP, seconds / MAX_FRAMES, (seconds - t) / left);
  }
  return frames.length ? frames : [best];
}

function isNew(frame, last) {
  return !last || frame.t - last.t >= FRAME_BEAT - 0.001 || bitsApart(frame.pdq, last.pdq) > FOLD;
}

function bitsApart(one, other) {
  let count = 0;
  for (let at = 0; at < one.length; at += 8) {
    let bits = parseInt(one.slice(at, at + 8), 16) ^ parseInt(other.slice(at, at + 8), 16);
    for (; bits; bits &= bits - 1) count++;
  }
  return count;
}

function hashFrame(video, width, height) {
  if (Math.max(width, height) <= MAX_SIDE) return hashDrawn(video, width, height);
  const scale = MAX_SIDE / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return hashDrawn(canvas, canvas.width, canvas.height);
}
