// Run by faceres_reference.py: node faceres_in_tfjs.mjs NODE_MODULES MODEL.json WEIGHTS.bin VALUES.f32 OUTPUTS.json
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [nodeModules, modelFile, weightFile, valueFile, outputFile] = process.argv.slice(2);
const tf = createRequire(`${nodeModules}/`)("@tensorflow/tfjs");
const bytes = (file) => new Uint8Array(readFileSync(file)).buffer;

const { modelTopology, weightsManifest, signature, format } = JSON.parse(readFileSync(modelFile));
const weightSpecs = weightsManifest.flatMap((group) => group.weights);
const model = await tf.loadGraphModel({
  load: async () => ({ modelTopology, weightSpecs, weightData: bytes(weightFile), signature, format }),
});
const names = ["global_pooling/Mean", "age_pred/Softmax", "gender_pred/Sigmoid"];
const values = tf.tensor(new Float32Array(bytes(valueFile))).reshape([-1, 224, 224, 3]);
const outputs = model.execute(values, names).map((output) => output.arraySync());
writeFileSync(outputFile, JSON.stringify(Object.fromEntries(names.map((name, index) => [name, outputs[index]]))));
