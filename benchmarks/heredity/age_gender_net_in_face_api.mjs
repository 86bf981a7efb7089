// Run by age_gender_net_reference.py:
//   node age_gender_net_in_face_api.mjs NODE_MODULES PACKAGE PICTURE.u8 REQUEST.json ANSWER.json
// face-api's own code cuts the face at its landmarks, pads, resizes and judges it.
import { readFileSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";

const [nodeModules, folder, pictureFile, requestFile, answerFile] = process.argv.slice(2);
const require = createRequire(`${nodeModules}/`);
const resolve = Module._resolveFilename;
// face-api asks for the native build; the plain one computes the same.
Module._resolveFilename = (name, ...others) =>
  name === "@tensorflow/tfjs-node" ? require.resolve("@tensorflow/tfjs") : resolve(name, ...others);
const faceapi = require(`${folder}/dist/face-api.node.js`);
const { tf, nets } = faceapi;

const manifest = JSON.parse(readFileSync(`${folder}/model/age_gender_model-weights_manifest.json`));
const raw = new Uint8Array(readFileSync(`${folder}/model/age_gender_model.bin`)).buffer;
nets.ageGenderNet.loadFromWeightMap(tf.io.decodeWeights(raw, manifest.flatMap((group) => group.weights)));

const { height, width, landmarks } = JSON.parse(readFileSync(requestFile));
const picture = tf.tensor3d(new Int32Array(readFileSync(pictureFile)), [height, width, 3], "int32");
const points = landmarks.map(([x, y]) => new faceapi.Point(x / width, y / height));
const box = new faceapi.FaceLandmarks68(points, { width, height }).align();
const [face] = await faceapi.extractFaceTensors(picture, [box]);
const { age, gender } = await nets.ageGenderNet.forward(face);
const cut = { shape: face.shape, corner: Array.from(face.slice([0, 0, 0], [1, 1, 3]).dataSync()) };
writeFileSync(answerFile, JSON.stringify({ age_years: age.arraySync()[0], p_female: gender.arraySync()[0][1], cut }));
