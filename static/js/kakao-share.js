/* Hands a link to KakaoTalk: its address, its title and the address of its card. Kakao's script is here by now. */

const button = document.querySelector("[data-kakao-key]");

try {
  window.Kakao.init(button.dataset.kakaoKey);
  button.addEventListener("click", send);
  button.hidden = false;
} catch {
  // Blocked, changed, out of reach, or it refuses the key.
  document.querySelector("[data-kakao-missing]").hidden = false;
}

function send() {
  const { title, address, card } = button.dataset;
  const link = { mobileWebUrl: address, webUrl: address };
  window.Kakao.Share.sendDefault({ objectType: "feed", content: { title, imageUrl: card, link } });
}
